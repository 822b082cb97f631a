using Panel.Engine.Contract;
using Panel.Engine.Native.Words;

namespace Panel.Engine.Native.Specs;

/// <summary>Docker's rules for merging the image's settings and the caller's.</summary>
internal static class SpecMerge
{
    public static ProcessDetails Process(ContainerSpec spec, ImageConfiguration image)
    {
        var arguments = Arguments(spec, image);
        if (arguments.Count == 0)
            throw new InvalidInputException($"The image {spec.Image} has no command of its own; give one.", nameof(ContainerSpec.Command));
        var signal = FirstOf(spec.StopSignal, image.StopSignal) ?? "SIGTERM";
        return new ProcessDetails(
            arguments, Environment(image.Environment, spec.Environment),
            FirstOf(spec.WorkingDirectory, image.WorkingDirectory) ?? "/", FirstOf(spec.User, image.User) ?? "",
            Signals.Name(Signals.Parse(signal, nameof(ContainerSpec.StopSignal))));
    }

    /// <summary>The caller's entrypoint drops the image's command, an empty list keeps it; the caller's command keeps the image's
    /// entrypoint.</summary>
    public static IReadOnlyList<string> Arguments(ContainerSpec spec, ImageConfiguration image)
    {
        var command = spec.Command is { Count: > 0 } given ? given : spec.Entrypoint is null or [] ? image.Command ?? [] : [];
        var entrypoint = spec.Entrypoint ?? image.Entrypoint ?? [];
        // In Docker's API, one empty word clears an entrypoint.
        if (entrypoint is [""]) entrypoint = [];
        return [.. entrypoint, .. command];
    }

    /// <summary>The caller's values replace the image's in place; a name alone removes a variable.</summary>
    public static List<string> Environment(IEnumerable<string> image, IEnumerable<string> caller)
    {
        List<string> merged = [.. image];
        foreach (var variable in caller)
        {
            var equals = variable.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? variable : variable[..equals];
            var existing = merged.FindIndex(other => other.StartsWith(name, StringComparison.Ordinal) && other.Length > name.Length && other[name.Length] == '=');
            if (equals < 0)
            {
                if (existing >= 0) merged.RemoveAt(existing);
            }
            else if (existing >= 0) merged[existing] = variable;
            else merged.Add(variable);
        }
        return merged;
    }

    public static Dictionary<string, string> Labels(ContainerSpec spec, ImageConfiguration image)
    {
        Dictionary<string, string> labels = new(image.Labels);
        foreach (var (key, value) in spec.Labels) labels[key] = value;
        return labels;
    }

    /// <summary>The caller's mounts, then those of other containers, then an anonymous volume for every declared path of the caller or the
    /// image that none of them covers.</summary>
    public static List<MountSpec> Mounts(ContainerSpec spec, ImageConfiguration image, IReadOnlyList<MountSpec>? inherited = null)
    {
        List<MountSpec> given = [.. spec.Mounts.Select(mount => mount with { Target = ContainerPath.Clean(mount.Target), Anonymous = mount is { Kind: MountKind.Volume, Source: null } })];
        // Docker's "Volumes" field, unlike the long form, is a declaration like the image's, so another container's volume takes
        // precedence.
        List<MountSpec> mounts = [.. given.Where(mount => !IsDeclared(mount))];
        var targets = mounts.Where(mount => !VisibleMounts.IsCover(mount)).Select(mount => mount.Target).ToHashSet(StringComparer.Ordinal);
        mounts.AddRange((inherited ?? []).Reverse().Where(mount => targets.Add(mount.Target)).ToList());
        targets.UnionWith(mounts.Select(mount => mount.Target));
        mounts.AddRange(given.Where(mount => IsDeclared(mount) && targets.Add(mount.Target)).ToList());
        foreach (var path in image.Volumes.Select(ContainerPath.Clean))
        {
            if (path != "/" && targets.Add(path)) mounts.Add(new MountSpec(MountKind.Volume, path) { Anonymous = true });
        }
        return mounts;
    }

    private static bool IsDeclared(MountSpec mount) => mount is { Anonymous: true, IsLongForm: false };

    /// <summary>The exposed ports of the image and the caller that are not published.</summary>
    public static List<PortBinding> ExposedPorts(ContainerSpec spec, ImageConfiguration image)
    {
        List<PortBinding> exposed = [];
        foreach (var port in spec.ExposedPorts.Select(port => new PortBinding(port.ContainerPort, port.Protocol)).Concat(image.ExposedPorts.Select(Parse).OfType<PortBinding>()))
        {
            if (!exposed.Contains(port) && !spec.Ports.Any(binding => binding.ContainerPort == port.ContainerPort && binding.Protocol == port.Protocol)) exposed.Add(port);
        }
        return exposed;
    }

    private static PortBinding? Parse(string text)
    {
        var parts = text.Split('/');
        if (!int.TryParse(parts[0], out var port)) return null;
        return new PortBinding(port, parts.Length > 1 && parts[1].Equals("udp", StringComparison.OrdinalIgnoreCase) ? PortProtocol.Udp : PortProtocol.Tcp);
    }

    private static string? FirstOf(string? caller, string? image) =>
        !string.IsNullOrEmpty(caller) ? caller : string.IsNullOrEmpty(image) ? null : image;
}
