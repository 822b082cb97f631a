namespace Panel.Web.Components.Shared;

/// <summary>How a table is sorted, for its column headers.</summary>
public interface ISorted<out TColumn> where TColumn : struct, Enum
{
    /// <summary>The sort column.</summary>
    TColumn Sort { get; }

    /// <summary>Whether the largest, last or newest comes first.</summary>
    bool Descending { get; }
}
