using System.Globalization;
using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;

namespace Panel.Web.Features.Containers.Recreation;

/// <summary>Fills a form from a specification, so that reading the form returns everything that the form can show.</summary>
public static class ContainerFormWriter
{
    /// <summary>The form; by default it does not start the container after creation.</summary>
    public static ContainerForm Of(ContainerSpec spec)
    {
        var form = new ContainerForm(LimitsForm.Of(spec.Resources), RestartForm.Of(spec.RestartPolicy), Health(spec.HealthCheck), Security(spec))
        {
            Image = spec.Image,
            Name = spec.Name ?? "",
            Command = Words(spec.Command),
            Entrypoint = Words(spec.Entrypoint),
            WorkingDirectory = spec.WorkingDirectory ?? "",
            User = spec.User ?? "",
            NetworkMode = spec.NetworkMode is "" or "default" ? "bridge" : spec.NetworkMode,
            PublishAllPorts = spec.PublishAllPorts,
            Tty = spec.Tty,
            AutoRemove = spec.AutoRemove,
        };
        form.Ports.AddRange(spec.Ports.Select(Port));
        form.Environment.AddRange(spec.Environment.Select(Variable));
        form.Mounts.AddRange(spec.Mounts.Select(Mount));
        (form.Resolver.Servers, form.Resolver.Search, form.Resolver.Options) = (string.Join(' ', spec.DnsServers), string.Join(' ', spec.DnsSearch), string.Join(' ', spec.DnsOptions));
        form.Resolver.Hosts = string.Join('\n', spec.ExtraHosts);
        return form;
    }

    private static string Words(IReadOnlyList<string>? arguments) => arguments is null ? "" : CommandLine.Join(arguments);

    private static PortRow Port(PortBinding port) => new()
    {
        HostAddress = port.HostAddress ?? "",
        HostPort = port.HostPort is > 0 ? LimitText.Number(port.HostPort) : "",
        ContainerPort = LimitText.Number(port.ContainerPort),
        Protocol = port.Protocol,
    };

    private static EnvironmentRow Variable(string variable)
    {
        var split = variable.IndexOf('=', StringComparison.Ordinal);
        return new() { Name = split < 0 ? variable : variable[..split], Value = split < 0 ? "" : variable[(split + 1)..] };
    }

    private static MountRow Mount(MountSpec mount) => new()
    {
        Kind = mount.Kind,
        Source = mount.Kind == MountKind.Tmpfs ? LimitText.Size(mount.TmpfsBytes) : mount.Source ?? "",
        Target = mount.Target,
        ReadOnly = mount.ReadOnly,
    };

    private static HealthForm Health(HealthCheck? check) => check switch
    {
        null or { Test: [] } => new(),
        { Test: ["NONE"] } => new() { Choice = HealthChoice.None },
        _ => new()
        {
            Choice = HealthChoice.Own,
            Command = check.Test is ["CMD-SHELL", var line] ? line : CommandLine.Join([.. check.Test.Skip(1)]),
            Interval = Seconds(check.Interval),
            Timeout = Seconds(check.Timeout),
            StartPeriod = Seconds(check.StartPeriod),
            Retries = check.Retries > 0 ? LimitText.Number(check.Retries) : "",
        },
    };

    private static string Seconds(TimeSpan span) => span == TimeSpan.Zero ? "" : span.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    private static SecurityForm Security(ContainerSpec spec)
    {
        var security = spec.Security;
        return new()
        {
            HostUsers = spec.UserNamespace == UserNamespaceMode.Host,
            Privileged = security.Privileged,
            NoNewPrivileges = security.NoNewPrivileges,
            ReadOnlyRoot = spec.ReadOnlyRootFilesystem,
            Init = spec.Init,
            CapabilitiesAdd = string.Join(' ', security.CapabilitiesAdd),
            CapabilitiesDrop = string.Join(' ', security.CapabilitiesDrop),
            Seccomp = security.SeccompProfile switch { null or "" => SeccompMode.Default, SecurityOptions.Unconfined => SeccompMode.Unconfined, _ => SeccompMode.Custom },
            SeccompProfile = security.SeccompProfile is null or SecurityOptions.Unconfined ? "" : security.SeccompProfile,
            PidMode = security.PidMode,
            IpcMode = security.IpcMode,
            UtsMode = security.UtsMode,
            CgroupMode = security.CgroupMode,
            CgroupParent = spec.CgroupParent ?? "",
            WritableCgroups = security.WritableCgroups,
            Groups = string.Join(' ', security.GroupAdd),
            Devices = string.Join('\n', security.Devices.Select(device => $"{device.HostPath}:{(device.ContainerPath.Length > 0 ? device.ContainerPath : device.HostPath)}:{device.Permissions}")),
            DeviceRules = string.Join('\n', security.DeviceRules),
            Sysctls = string.Join('\n', security.Sysctls.Select(setting => $"{setting.Key}={setting.Value}")),
            Ulimits = string.Join('\n', security.Ulimits.Select(limit => $"{limit.Name}={limit.Soft}:{limit.Hard}")),
            StorageSize = LimitText.Size(spec.StorageBytes),
            SharedMemory = LimitText.Size(spec.SharedMemoryBytes),
        };
    }
}
