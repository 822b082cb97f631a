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
            Mounts = SpecMounts.All(request, host, image),
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
            Domainname = NullIfEmpty(request.Domainname),
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
        Runtime = NullIfEmpty(host.Runtime),
        Isolation = NullIfEmpty(host.Isolation),
        ExposedPorts = [.. (request.ExposedPorts?.Keys ?? Enumerable.Empty<string>()).Union(image.Configuration.ExposedPorts)],
        PortBindings = host.PortBindings?.ToDictionary(port => port.Key, port => (IReadOnlyList<AskedPort>?)port.Value?.ConvertAll(binding => new AskedPort(binding?.HostIp ?? "", binding?.Port ?? ""))),
        VolumeDriver = NullIfEmpty(host.VolumeDriver),
        ContainerIdFile = NullIfEmpty(host.ContainerIDFile),
        Annotations = Annotations(host.Annotations),
        Cgroup = NullIfEmpty(host.Cgroup),
        SecurityOptions = host.SecurityOpt,
        ConsoleSize = host.ConsoleSize is { } size ? [.. size.Take(2).Select(number => number ?? 0)] : null,
        Numbers = Numbers(host),
        ArgsEscaped = request.ArgsEscaped ?? false,
    };

    private static Dictionary<string, string>? Annotations(Dictionary<string, string>? notes) =>
        notes?.ContainsKey("") is true ? throw ApiException.Bad("invalid Annotations: the empty string is not permitted as an annotation key") : notes is { Count: > 0 } ? notes : null;

    // As Docker: a share of all CPUs is forgotten, what else has no effect is kept.
    private static Dictionary<string, long>? Numbers(HostConfig host)
    {
        Dictionary<string, long> numbers = [];
        Add(nameof(host.CpuCount), host.CpuCount);
        Add(nameof(host.CpuPercent), host.CpuPercent > 0 ? null : host.CpuPercent);
        Add(nameof(host.CpuRealtimePeriod), host.CpuRealtimePeriod);
        Add(nameof(host.KernelMemoryTCP), host.KernelMemoryTCP);
        return numbers.Count > 0 ? numbers : null;

        void Add(string name, long? number)
        {
            if (number is not (null or 0)) numbers[name] = number.Value;
        }
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
