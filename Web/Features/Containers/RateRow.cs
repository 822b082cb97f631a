using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers;

/// <summary>The largest read and write rates of one disk, per second, as text.</summary>
public sealed class RateRow
{
    /// <summary>Such as <c>/dev/sda</c>.</summary>
    public string Device { get; set; } = "";

    /// <summary>Such as <c>10m</c>.</summary>
    public string ReadBytes { get; set; } = "";

    /// <summary>Such as <c>10m</c>.</summary>
    public string WriteBytes { get; set; } = "";

    /// <summary>Such as <c>500</c>.</summary>
    public string ReadOperations { get; set; } = "";

    /// <summary>Such as <c>500</c>.</summary>
    public string WriteOperations { get; set; } = "";

    internal static RateRow Of(DeviceRate rate) => new()
    {
        Device = rate.Device,
        ReadBytes = LimitText.Size(rate.ReadBytes),
        WriteBytes = LimitText.Size(rate.WriteBytes),
        ReadOperations = LimitText.Number(rate.ReadOperations),
        WriteOperations = LimitText.Number(rate.WriteOperations),
    };

    internal DeviceRate Read(int index, LimitText reader)
    {
        const string operations = "Enter a whole number of operations a second, 1 or more.";
        var field = $"Resources.DeviceRates[{index}]";
        return new DeviceRate(Device.Trim())
        {
            ReadBytes = reader.Bytes(ReadBytes, field),
            WriteBytes = reader.Bytes(WriteBytes, field),
            ReadOperations = reader.Number<long>(ReadOperations, field, operations),
            WriteOperations = reader.Number<long>(WriteOperations, field, operations),
        };
    }
}
