using System.Text.Json;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Refuses fields of a create that have an effect in Docker but not in the panel. A set field is never ignored silently.</summary>
internal static class UnsupportedFields
{
    // ArgsEscaped and Shell describe how the image was built and have no effect in Docker either.
    private static readonly string[] Config = ["MacAddress"];

    // ContainerIDFile is for the client's own use, ConsoleSize is for Windows, Annotations are for other runtimes.
    private static readonly string[] Host =
    [
        "BlkioWeightDevice", "Cgroup", "CpuCount", "CpuPercent", "CpuRealtimePeriod", "CpuRealtimeRuntime", "DeviceRequests",
        "IOMaximumBandwidth", "IOMaximumIOps", "Isolation", "KernelMemory", "KernelMemoryTCP", "Links", "Runtime",
        "VolumeDriver",
    ];

    private static readonly string[] Mount = ["ImageOptions", "ClusterOptions"];

    private static readonly string[] Volume = ["DriverConfig", "Labels", "Subpath"];

    private static readonly string[] Endpoint = ["Aliases", "DriverOpts", "GwPriority", "IPAMConfig", "Links", "MacAddress"];

    /// <summary>Values that ask for what the panel does anyway.</summary>
    private static readonly Dictionary<string, string[]> SameAsDefault = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Isolation"] = ["default"],
        ["Name"] = ["local"],
        ["Runtime"] = ["panel", "runc", "io.containerd.runc.v2"],
        ["VolumeDriver"] = ["local"],
    };

    /// <exception cref="ApiException">An unsupported field is set.</exception>
    public static void Refuse(HostConfig update) => Refuse("", update.Others, Host);

    /// <exception cref="ApiException">An unsupported field is set.</exception>
    public static void Refuse(ContainerCreateRequest request)
    {
        Refuse("", request.Others, Config);
        var host = request.HostConfig;
        Refuse("HostConfig.", host?.Others, Host);
        foreach (var mount in (host?.Mounts ?? []).OfType<MountModel>())
        {
            Refuse("HostConfig.Mounts.", mount.Others, Mount);
            Refuse("HostConfig.Mounts.VolumeOptions.", mount.VolumeOptions?.Others, Volume);
        }

        foreach (var endpoint in request.NetworkingConfig?.EndpointsConfig?.Values.OfType<EndpointRequest>() ?? []) Refuse("NetworkingConfig.EndpointsConfig.", endpoint.Fields, Endpoint);
    }

    private static void Refuse(string where, Dictionary<string, JsonElement>? fields, string[] unsupported)
    {
        foreach (var (name, value) in fields ?? [])
        {
            if (unsupported.FirstOrDefault(field => field.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } field && !IsDefault(field, value))
                throw ApiException.Lacking($"{where}{field} is set to {Short(value)}, but has no effect in the panel yet; leave it out.");
        }
    }

    private static bool IsDefault(string field, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False or JsonValueKind.Undefined => true,
        JsonValueKind.String => value.GetString() is "" || IsSame(field, value.GetString()!),
        JsonValueKind.Number => value.GetRawText() == "0" || IsSame(field, value.GetRawText()),
        JsonValueKind.Array => value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number && item.GetRawText() == "0"),
        JsonValueKind.Object => value.EnumerateObject().All(member => IsDefault(member.Name, member.Value)),
        _ => false,
    };

    private static bool IsSame(string field, string value) => SameAsDefault.TryGetValue(field, out var same) && same.Contains(value);

    private static string Short(JsonElement value) => value.GetRawText() is { Length: > 60 } text ? text[..57] + "…" : value.GetRawText();
}
