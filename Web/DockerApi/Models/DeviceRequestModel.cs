namespace Panel.Web.DockerApi.Models;

/// <summary>Devices that a vendor's driver chooses, such as <c>--gpus</c>.</summary>
internal sealed class DeviceRequestModel
{
    public string? Driver { get; set; }

    /// <summary>-1 is all.</summary>
    public long? Count { get; set; }

    public List<string>? DeviceIDs { get; set; }

    public List<List<string>?>? Capabilities { get; set; }

    public Dictionary<string, string>? Options { get; set; }
}

/// <summary>The weight of one disk.</summary>
internal sealed class WeightDeviceModel
{
    public string? Path { get; set; }

    public ushort? Weight { get; set; }
}
