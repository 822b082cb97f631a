namespace Panel.Web.Components.Shared;

/// <summary>Tells a table's heads how it is sorted.</summary>
public interface ISorted<out TColumn> where TColumn : struct, Enum
{
    /// <summary>Sorted by.</summary>
    TColumn Sort { get; }

    /// <summary>Largest, last or newest first.</summary>
    bool Descending { get; }
}
