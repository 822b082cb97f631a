using System.Text.Json;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Refuses fields of a create that have an effect in Docker but not in the panel. A set field is never ignored silently.</summary>
internal static class UnsupportedFields
{
    // ArgsEscaped and Shell describe how the image was built and have no effect in Docker either.
    private static readonly string[] Config = ["MacAddress"];

    private static readonly string[] Host = ["Links"];

    private static readonly string[] Mount = ["ImageOptions", "ClusterOptions"];

    private static readonly string[] Endpoint = ["Aliases", "DriverOpts", "GwPriority", "IPAMConfig", "Links", "MacAddress"];

    /// <exception cref="ApiException">One is set.</exception>
    public static void Refuse(ContainerCreateRequest request)
    {
        Refuse("", request.Others, Config);
        var host = request.HostConfig;
        Refuse("HostConfig.", host?.Others, Host);
        foreach (var mount in (host?.Mounts ?? []).OfType<MountModel>()) Refuse("HostConfig.Mounts.", mount.Others, Mount);
        foreach (var endpoint in request.NetworkingConfig?.EndpointsConfig?.Values.OfType<EndpointRequest>() ?? []) Refuse("NetworkingConfig.EndpointsConfig.", endpoint.Fields, Endpoint);
    }

    private static void Refuse(string where, Dictionary<string, JsonElement>? fields, string[] unsupported)
    {
        foreach (var (name, value) in fields ?? [])
        {
            if (unsupported.FirstOrDefault(field => field.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } field && !IsDefault(value))
                throw ApiException.Lacking($"{where}{field} is set to {Short(value)}, but has no effect in the panel yet; leave it out.");
        }
    }

    private static bool IsDefault(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False or JsonValueKind.Undefined => true,
        JsonValueKind.String => value.GetString() is "",
        JsonValueKind.Number => value.GetRawText() == "0",
        JsonValueKind.Array => value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number && item.GetRawText() == "0"),
        JsonValueKind.Object => value.EnumerateObject().All(member => IsDefault(member.Value)),
        _ => false,
    };

    private static string Short(JsonElement value) => value.GetRawText() is { Length: > 60 } text ? text[..57] + "…" : value.GetRawText();
}
