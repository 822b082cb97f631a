using Panel.Engine.Contract;

namespace Panel.Web.Door;

/// <summary>
/// Finds the ways in which a container reaches the host (ISOLATION.md, P3). A new property of <see cref="ContainerSpec"/> belongs here, or into the list
/// of harmless ones that the tests have.
/// </summary>
/// <param name="containers">Finds the containers whose namespaces or mounts another one takes.</param>
/// <param name="folders">Folders of the host that are open to operators.</param>
/// <param name="sockets">Absolute paths that lead to the panel's own API.</param>
internal sealed class HostReaches(IContainers containers, OpenFolders folders, IReadOnlySet<string> sockets)
{
    // A longer chain of containers that share namespaces is not followed, and counts as reaching the host.
    private const int LongestChain = 8;

    /// <summary>The ways of a container that is to be made.</summary>
    public async ValueTask<IReadOnlyList<HostReach>> OfAsync(ContainerSpec spec, CancellationToken cancellationToken)
    {
        List<HostReach> found = [.. Rights(spec), .. Mounts(spec.Mounts), .. Logs(spec)];
        await AddDonorsAsync(found, spec, cancellationToken);
        await AddNamespacesAsync(found, spec, 0, cancellationToken);
        return found;
    }

    /// <summary>The ways of a container that is there: what it has, wherever that came from.</summary>
    public ValueTask<IReadOnlyList<HostReach>> OfAsync(ContainerDetails container, CancellationToken cancellationToken) => OfAsync(container, 0, cancellationToken);

    private async ValueTask<IReadOnlyList<HostReach>> OfAsync(ContainerDetails container, int depth, CancellationToken cancellationToken)
    {
        // Its mounts hold those that it took from others.
        List<HostReach> found = [.. Rights(container.Spec), .. Mounts(container.Mounts), .. Logs(container.Spec)];
        await AddNamespacesAsync(found, container.Spec, depth, cancellationToken);
        return found;
    }

    private static IEnumerable<HostReach> Rights(ContainerSpec spec)
    {
        var security = spec.Security;
        if (security.Privileged) yield return Security(nameof(security.Privileged), "a privileged container has the host's devices, and no filter");
        if (spec.UserNamespace == UserNamespaceMode.Host) yield return new(nameof(spec.UserNamespace), "without a user namespace its root is the host's root");
        if (security.CapabilitiesAdd.Select(CapabilityNames.Normalize).FirstOrDefault(name => !CapabilityNames.Default.Contains(name)) is { } capability)
            yield return Security(nameof(security.CapabilitiesAdd), $"the capability {capability} goes beyond the default");
        if (security.SeccompProfile is not null) yield return Profile(nameof(security.SeccompProfile), "filter of system calls");
        if (security.AppArmorProfile is not null) yield return Profile(nameof(security.AppArmorProfile), "AppArmor profile");
        if (security.SelinuxLabel is not null) yield return Profile(nameof(security.SelinuxLabel), "SELinux label");
        if (security.SelinuxOptions.Count > 0) yield return Profile(nameof(security.SelinuxOptions), "SELinux label");
        if (security.MaskedPaths is not null) yield return Profile(nameof(security.MaskedPaths), "list of hidden paths");
        if (security.ReadOnlyPaths is not null) yield return Profile(nameof(security.ReadOnlyPaths), "list of read-only paths");
        if (security.Devices is [var device, ..]) yield return Security(nameof(security.Devices), $"{device.HostPath} is a device of the host");
        if (security.DeviceRules is [var rule, ..]) yield return Security(nameof(security.DeviceRules), $"the rule '{rule}' opens devices of the host");
        if (security.OomScoreAdjust < 0) yield return Security(nameof(security.OomScoreAdjust), "the kernel would end the host's programs before it when memory is short");
    }

    private IEnumerable<HostReach> Mounts(IReadOnlyList<MountSpec> mounts)
    {
        for (var i = 0; i < mounts.Count; i++)
        {
            if (mounts[i] is not { Kind: MountKind.Bind, Source: { } source } bind) continue;
            var field = $"{nameof(ContainerSpec.Mounts)}[{i}].{nameof(MountSpec.Source)}";
            if (sockets.Contains(Path.GetFullPath(source))) yield return new(field, $"{source} is the socket of the panel's own API");
            else if (bind.Within is not { } within || !folders.All.Contains(within)) yield return new(field, $"{source} is a path of the host, and operators may bind {folders.Describe()}");
        }
    }

    // A socket of the host may belong to a program that takes orders.
    private static IEnumerable<HostReach> Logs(ContainerSpec spec)
    {
        if (spec.LogOptions.GetValueOrDefault("syslog-address") is { } address && address.StartsWith("unix", StringComparison.Ordinal))
            yield return new(nameof(spec.LogOptions), $"its log would be written to a socket of the host, {address}");
    }

    private async ValueTask AddDonorsAsync(List<HostReach> found, ContainerSpec spec, CancellationToken cancellationToken)
    {
        for (var i = 0; i < spec.VolumesFrom.Count; i++)
        {
            if (await FindAsync(spec.VolumesFrom[i].Split(':')[0], cancellationToken) is not { } donor) continue;
            if (Mounts(donor.Mounts).FirstOrDefault() is { } mount) found.Add(new($"{nameof(spec.VolumesFrom)}[{i}]", $"it would have the mounts of {donor.Summary.Name}, and {mount.Reason}"));
        }
    }

    private async ValueTask AddNamespacesAsync(List<HostReach> found, ContainerSpec spec, int depth, CancellationToken cancellationToken)
    {
        var security = spec.Security;
        (string Field, string Mode, string What)[] shared =
        [
            (nameof(spec.NetworkMode), spec.NetworkMode, "network"), (InSecurity(nameof(security.PidMode)), security.PidMode, "processes"),
            (InSecurity(nameof(security.IpcMode)), security.IpcMode, "shared memory"), (InSecurity(nameof(security.UtsMode)), security.UtsMode, "name"),
            (InSecurity(nameof(security.CgroupMode)), security.CgroupMode, "control groups"),
        ];
        foreach (var (field, mode, what) in shared)
        {
            if (mode == "host") found.Add(new(field, $"it would share the host's {what}"));
            else if (Joined(mode) is { } id && await FindAsync(id, cancellationToken) is { } other && await StrengthAsync(other, depth, cancellationToken) is { } strength)
                found.Add(new(field, $"it would share the {what} of {other.Summary.Name}, and {strength}"));
        }
    }

    private async ValueTask<string?> StrengthAsync(ContainerDetails other, int depth, CancellationToken cancellationToken) => depth == LongestChain
        ? "that one shares those of too long a chain of others"
        : await OfAsync(other, depth + 1, cancellationToken) is [var first, ..] ? first.Reason : null;

    private async ValueTask<ContainerDetails?> FindAsync(string idOrName, CancellationToken cancellationToken)
    {
        try
        {
            return await containers.InspectAsync(idOrName, cancellationToken);
        }
        catch (ObjectNotFoundException)
        {
            // The engine refuses it, in its own words.
            return null;
        }
    }

    private static string? Joined(string mode) => mode.StartsWith("container:", StringComparison.Ordinal) ? mode["container:".Length..] : null;

    private static HostReach Profile(string field, string what) => Security(field, $"another {what} than the default may let everything through");

    private static HostReach Security(string field, string reason) => new(InSecurity(field), reason);

    private static string InSecurity(string field) => $"{nameof(ContainerSpec.Security)}.{field}";
}
