using Panel.Engine.Contract;
using Panel.Engine.Native.Logs.Syslog;
using Panel.Engine.Native.Ranges;
using Panel.Engine.Native.Security;
using Panel.Engine.Native.Words;
using static Panel.Engine.Native.Words.InputCheck;

namespace Panel.Engine.Native.Specs;

/// <summary>Refuses an invalid specification and names the wrong field. Changes nothing.</summary>
internal static class SpecValidation
{
    /// <exception cref="InvalidInputException">A field is wrong.</exception>
    public static void Check(ContainerSpec spec)
    {
        if (string.IsNullOrWhiteSpace(spec.Image)) throw Wrong("Enter an image, such as busybox:latest.", nameof(spec.Image));
        if (spec.Name is not null) CheckName(spec.Name, nameof(spec.Name));
        CheckWords(spec.Command, nameof(spec.Command));
        CheckWords(spec.Entrypoint, nameof(spec.Entrypoint));
        CheckEnvironment(spec.Environment);
        if (!string.IsNullOrEmpty(spec.WorkingDirectory)) CheckPath(spec.WorkingDirectory, nameof(spec.WorkingDirectory));
        if (!string.IsNullOrEmpty(spec.User)) CheckUser(spec.User);
        if (spec.Hostname is not null && (spec.Hostname.Length > 64 || !HostText.IsName(spec.Hostname)))
            throw Wrong($"The host name '{spec.Hostname}' must have 1 to 64 letters, digits, dots and hyphens, beginning and ending with a letter or digit.", nameof(spec.Hostname));
        if (spec.Labels.Any(label => label.Key.Length == 0)) throw Wrong("A label needs a name.", nameof(spec.Labels));
        CheckPorts(spec.Ports);
        MountValidation.Check(spec.Mounts, spec.UserNamespace == UserNamespaceMode.Private ? UserNamespaceRanges.Size - 1 : MaximumId);
        CheckChangeable(spec);
        HealthValidation.Check(spec.HealthCheck);
        if (!string.IsNullOrEmpty(spec.StopSignal)) Signals.Parse(spec.StopSignal, nameof(spec.StopSignal));
        if (spec.StopTimeout is { } timeout && timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
            throw Wrong("The stop timeout must not be negative.", nameof(spec.StopTimeout));
        if (!Enum.IsDefined(spec.UserNamespace)) throw Wrong("The user namespace must be Private or Host.", nameof(spec.UserNamespace));
        CheckNetwork(spec);
        SecurityValidation.Check(spec);
        CgroupParentName.Check(spec.CgroupParent);
        if (spec.StorageBytes < 0) throw Wrong("The storage size must not be negative.", nameof(spec.StorageBytes));
        if (!LogDrivers.Has(spec.LogDriver)) throw Wrong($"error looking up logging plugin {spec.LogDriver}: plugin \"{spec.LogDriver}\" not found; there are json-file, local, syslog and none.", nameof(spec.LogDriver));
        if (spec.LogDriver == LogDrivers.Syslog) SyslogSettings.Read(spec.LogOptions);
        if (spec.LogRotation is { MaxBytes: < 1 }) throw Wrong("A log file must be allowed at least one byte.", "LogRotation.MaxBytes");
        if (spec.LogRotation is { MaxFiles: < 1 or > 1000 }) throw Wrong("A log must keep 1 to 1000 files.", "LogRotation.MaxFiles");
    }

    /// <summary>Checks the fields that an update may change.</summary>
    public static void CheckChangeable(ContainerSpec spec)
    {
        ResourceValidation.Check(spec.Resources);
        CheckRestart(spec);
    }

    private static void CheckPorts(IReadOnlyList<PortBinding> ports)
    {
        HashSet<(PortProtocol, string, int)> taken = [];
        for (var i = 0; i < ports.Count; i++)
        {
            var port = ports[i];
            if (port.ContainerPort is < 1 or > 65535) throw Wrong($"The container port {port.ContainerPort} must be between 1 and 65535.", $"Ports[{i}].ContainerPort");
            if (port.HostPort is < 0 or > 65535) throw Wrong($"The host port {port.HostPort} must be between 1 and 65535.", $"Ports[{i}].HostPort");
            if (port.LastHostPort is { } last && (last > 65535 || last < (port.HostPort ?? 0) || port.HostPort is not > 0))
                throw Wrong($"The range of host ports must go up, from 1 to 65535, not from {port.HostPort ?? 0} to {last}.", $"Ports[{i}].LastHostPort");
            if (!Enum.IsDefined(port.Protocol)) throw Wrong("The protocol must be TCP or UDP.", $"Ports[{i}].Protocol");
            if (!string.IsNullOrEmpty(port.HostAddress) && !HostText.IsIPv4(port.HostAddress))
                throw Wrong($"The host address '{port.HostAddress}' must be an IPv4 address such as 127.0.0.1.", $"Ports[{i}].HostAddress");
            var address = string.IsNullOrEmpty(port.HostAddress) ? "0.0.0.0" : port.HostAddress;
            if (port.LastHostPort is null && port.HostPort is > 0 and { } host && !taken.Add((port.Protocol, address, host)))
                throw Wrong($"The host port {host} is published twice.", $"Ports[{i}].HostPort");
        }
    }

    private static void CheckRestart(ContainerSpec spec)
    {
        if (!Enum.IsDefined(spec.RestartPolicy.Kind)) throw Wrong("There is no such restart policy.", "RestartPolicy.Kind");
        if (spec.RestartPolicy.MaximumRetries < 0) throw Wrong("The number of retries must not be negative.", "RestartPolicy.MaximumRetries");
        if (spec.RestartPolicy is { MaximumRetries: > 0, Kind: not RestartPolicyKind.OnFailure })
            throw Wrong("Only the restart policy on-failure takes a number of retries.", "RestartPolicy.MaximumRetries");
        if (spec.AutoRemove && spec.RestartPolicy.Kind != RestartPolicyKind.No)
            throw Wrong("A container with a restart policy cannot be removed when it exits; choose one of the two.", nameof(spec.AutoRemove));
    }

    public static void CheckNetwork(ContainerSpec spec)
    {
        if (spec.NetworkMode is not ("bridge" or "none" or "host") && NamespaceMode.Parse(spec.NetworkMode) is not { Kind: NamespaceModeKind.Container, Container.Length: > 0 })
            throw Wrong($"The network mode '{spec.NetworkMode}' must be bridge, none, host or container:NAME.", nameof(spec.NetworkMode));
        CheckEach(spec.ExtraHosts, ResolverRules.FaultOfHost, nameof(spec.ExtraHosts));
        CheckEach(spec.DnsServers, ResolverRules.FaultOfServer, nameof(spec.DnsServers));
        CheckEach(spec.DnsSearch, ResolverRules.FaultOfDomain, nameof(spec.DnsSearch));
        CheckEach(spec.DnsOptions, ResolverRules.FaultOfOption, nameof(spec.DnsOptions));
    }

    private static void CheckEach(IReadOnlyList<string> values, Func<string, string?> faultOf, string field)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (faultOf(values[i]) is { } fault) throw Wrong(fault, $"{field}[{i}]");
        }
    }
}
