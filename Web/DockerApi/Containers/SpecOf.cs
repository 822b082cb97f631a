using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Converts a create request to the engine's specification. The engine checks its own rules; they are not repeated here.</summary>
internal static class SpecOf
{
    /// <param name="request">The request.</param>
    /// <param name="name">Name from the query, with or without a slash.</param>
    /// <param name="image">The image that the request names.</param>
    /// <param name="panel">The panel's settings.</param>
    /// <exception cref="ApiException">Something is wrong, or the engine does not support it.</exception>
    public static ContainerSpec Request(ContainerCreateRequest request, string? name, ImageDetails image, PanelOptions panel)
    {
        var host = request.HostConfig ?? new();
        var (network, disabled) = SpecNetwork.Modes(request, host);
        return new()
        {
            Image = request.Image!,
            Name = name is null ? null : name.StartsWith('/') ? name[1..] : name,
            Command = request.Cmd,
            Entrypoint = request.Entrypoint,
            Environment = request.Env ?? [],
            WorkingDirectory = NullIfEmpty(request.WorkingDir),
            User = NullIfEmpty(request.User),
            Hostname = NullIfEmpty(request.Hostname),
            Labels = request.Labels ?? [],
            Ports = SpecPorts.Published(host),
            PublishAllPorts = host.PublishAllPorts ?? false,
            ExposedPorts = SpecPorts.Exposed(request),
            Mounts = SpecMounts.All(request, host),
            Resources = SpecResources.Limits(host),
            RestartPolicy = RestartWords.Read(host.RestartPolicy),
            StopSignal = NullIfEmpty(request.StopSignal),
            StopTimeout = request.StopTimeout switch
            {
                null => null,
                < 0 => Timeout.InfiniteTimeSpan,
                { } seconds => TimeSpan.FromSeconds(seconds),
            },
            HealthCheck = HealthModels.Read(request.Healthcheck),
            Tty = request.Tty ?? false,
            OpenStdin = request.OpenStdin ?? false,
            StdinOnce = request.StdinOnce ?? false,
            AttachIntent = (request.AttachStdin is true ? AttachIntent.Input : 0) | (request.AttachStdout is true ? AttachIntent.Output : 0) | (request.AttachStderr is true ? AttachIntent.Error : 0),
            AutoRemove = host.AutoRemove ?? false,
            ReadOnlyRootFilesystem = host.ReadonlyRootfs ?? false,
            UserNamespace = SpecNetwork.UserNamespace(host),
            NetworkMode = network,
            DisabledNetworkMode = disabled,
            Security = SpecSecurity.Options(host),
            StorageBytes = StorageWords.Bytes(host.StorageOpt),
            StorageOptions = StorageWords.Given(host.StorageOpt),
            CgroupParent = NullIfEmpty(host.CgroupParent),
            Init = host.Init ?? false,
            // As in Docker, a container that shares a network also shares its names.
            Domainname = ContainerNetworks.IsOfAnother(network) ? null : NullIfEmpty(request.Domainname),
            SharedMemoryBytes = host.ShmSize switch
            {
                null or 0 => null,
                < 0 => throw ApiException.Bad($"HostConfig.ShmSize is {host.ShmSize}, but must be a number of bytes, or 0 for the default."),
                { } shared => shared,
            },
            ExtraHosts = host.ExtraHosts ?? [],
            DnsServers = host.Dns ?? [],
            DnsSearch = host.DnsSearch ?? [],
            DnsOptions = host.DnsOptions ?? [],
            VolumesFrom = host.VolumesFrom ?? [],
            LogDriver = LogSettings.Driver(host.LogConfig),
            LogRotation = LogSettings.Read(host.LogConfig, panel.Logs),
            LogOptions = host.LogConfig?.Config ?? [],
            Asked = Asked(request, host, image),
        };
    }

    private static AskedWords Asked(ContainerCreateRequest request, HostConfig host, ImageDetails image) => new()
    {
        Volumes = [.. (request.Volumes?.Keys ?? Enumerable.Empty<string>()).Union(image.Configuration.Volumes)],
        Shell = request.Shell,
        OnBuild = request.OnBuild,
        Init = host.Init,
        Runtime = Text(host.Others, "Runtime"),
        Isolation = Text(host.Others, "Isolation"),
        ExposedPorts = [.. (request.ExposedPorts?.Keys ?? Enumerable.Empty<string>()).Union(image.Configuration.ExposedPorts)],
        PortBindings = host.PortBindings?.ToDictionary(port => port.Key, port => (IReadOnlyList<AskedPort>?)port.Value?.ConvertAll(binding => new AskedPort(binding?.HostIp ?? "", binding?.Port ?? ""))),
        VolumeDriver = Text(host.Others, "VolumeDriver"),
        ContainerIdFile = Text(host.Others, "ContainerIDFile"),
        Annotations = Annotations(Field(host.Others, "Annotations")),
        ArgsEscaped = request.ArgsEscaped ?? false,
    };

    private static Dictionary<string, string>? Annotations(JsonElement? given)
    {
        if (given is not { ValueKind: JsonValueKind.Object } table) return null;
        // The last of two equal names counts.
        Dictionary<string, string> notes = [];
        foreach (var note in table.EnumerateObject()) notes[note.Name] = note.Value.ValueKind == JsonValueKind.String ? note.Value.GetString()! : "";
        if (notes.ContainsKey("")) throw ApiException.Bad("invalid Annotations: the empty string is not permitted as an annotation key");
        return notes.Count > 0 ? notes : null;
    }

    private static JsonElement? Field(Dictionary<string, JsonElement>? fields, string name) =>
        fields?.Where(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(field => (JsonElement?)field.Value).LastOrDefault();

    private static string? Text(Dictionary<string, JsonElement>? fields, string name) =>
        Field(fields, name) is { ValueKind: JsonValueKind.String } value ? NullIfEmpty(value.GetString()) : null;

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
