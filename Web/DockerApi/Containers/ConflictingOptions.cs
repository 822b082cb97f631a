using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Refuses contradicting options of a create in Docker's words, which its clients match on.</summary>
internal static class ConflictingOptions
{
    /// <exception cref="ApiException">Two options contradict each other.</exception>
    public static void Refuse(ContainerCreateRequest request)
    {
        if (request.HostConfig is not { } host) return;
        if (Rules(request, host).FirstOrDefault(rule => rule.Breaks) is { Sentence: { } sentence }) throw ApiException.Bad(sentence);
    }

    private static IEnumerable<(bool Breaks, string Sentence)> Rules(ContainerCreateRequest request, HostConfig host)
    {
        var hasHostname = !string.IsNullOrEmpty(request.Hostname);
        var hasLinks = Names(host.Others, "Links");
        if (host.NetworkMode is { } mode && ContainerNetworks.IsOfAnother(mode))
        {
            yield return (mode == "container:", "Invalid network mode: invalid container format container:<name|id>");
            yield return (hasHostname, "conflicting options: hostname and the network mode");
            yield return (hasLinks, "conflicting options: container type network can't be used with links. This would result in undefined behavior");
            yield return (host.Dns is { Count: > 0 }, "conflicting options: dns and the network mode");
            yield return (host.ExtraHosts is { Count: > 0 }, "conflicting options: custom host-to-IP mapping and the network mode");
            yield return (Names(request.Others, "MacAddress"), "conflicting options: mac-address and the network mode");
            yield return (host.PortBindings is { Count: > 0 } || host.PublishAllPorts is true, "conflicting options: port publishing and the container type network mode");
            yield return (request.ExposedPorts is { Count: > 0 }, "conflicting options: port exposing and the container type network mode");
        }

        yield return (host.UTSMode == "host" && hasHostname, "conflicting options: hostname and the UTS mode");
        yield return (host.UTSMode == "host" && !string.IsNullOrEmpty(request.Domainname), "conflicting options: domainname and the UTS mode");
        yield return (host.NetworkMode == "host" && hasLinks, "conflicting options: host type networking can't be used with links. This would result in undefined behavior");
        yield return (host.AutoRemove is true && host.RestartPolicy?.Name is not (null or "" or "no"), "can't create 'AutoRemove' container with restart policy");
    }

    private static bool Names(Dictionary<string, System.Text.Json.JsonElement>? fields, string name) =>
        fields?.FirstOrDefault(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value is { } value && value.ValueKind switch
        {
            System.Text.Json.JsonValueKind.String => value.GetString() is not "",
            System.Text.Json.JsonValueKind.Array => value.GetArrayLength() > 0,
            _ => false,
        };
}
