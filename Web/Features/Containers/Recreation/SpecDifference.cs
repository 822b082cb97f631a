using System.Text.Json;
using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers.Recreation;

/// <summary>The settings of a container beyond its image. A container made from them takes everything else from the image of its day.</summary>
public static class SpecDifference
{
    /// <summary>The container's specification without the image's own settings.</summary>
    public static ContainerSpec Of(ContainerDetails container, ImageConfiguration image)
    {
        var spec = container.Spec;
        // An entrypoint in a specification drops the image's command, so the two belong together.
        var (entrypoint, command) = (spec.Entrypoint, spec.Command);
        if (Same(entrypoint, image.Entrypoint) && command is not null) entrypoint = null;
        if (entrypoint is null && Same(command, image.Command)) command = null;
        return spec with
        {
            Name = null,
            Entrypoint = entrypoint,
            Command = command,
            Environment = [.. spec.Environment.Except(image.Environment)],
            WorkingDirectory = spec.WorkingDirectory == image.WorkingDirectory ? null : spec.WorkingDirectory,
            User = spec.User == image.User ? null : spec.User,
            StopSignal = spec.StopSignal == image.StopSignal ? null : spec.StopSignal,
            // Unless it was chosen, the host name is the container's id.
            Hostname = spec.Hostname == container.Summary.ShortId ? null : spec.Hostname,
            Labels = spec.Labels.Where(label => image.Labels.GetValueOrDefault(label.Key) != label.Value).ToDictionary(),
            ExposedPorts = [.. spec.ExposedPorts.Where(port => !image.ExposedPorts.Contains(Text(port)))],
            HealthCheck = Same(spec.HealthCheck, image.HealthCheck) ? null : spec.HealthCheck,
        };
    }

    /// <summary>The mounts, with anonymous volumes by name, so that a recreated container keeps its data.</summary>
    public static IReadOnlyList<MountSpec> WithVolumesOf(ContainerDetails container, IReadOnlyList<MountSpec> mounts)
    {
        var volumes = container.Mounts.Where(mount => mount is { Kind: MountKind.Volume, Anonymous: true, Source: not null }).ToDictionary(mount => mount.Target, mount => mount.Source!);
        List<MountSpec> kept = [.. mounts.Select(mount => mount is { Kind: MountKind.Volume, Source: null } && volumes.TryGetValue(mount.Target, out var name) ? mount with { Source = name, Anonymous = false } : mount)];
        var inherited = volumes.Where(volume => !container.Spec.Mounts.Any(mount => mount.Target == volume.Key) && !kept.Exists(mount => mount.Target == volume.Key));
        kept.AddRange(inherited.Select(volume => new MountSpec(MountKind.Volume, volume.Key, volume.Value)));
        return kept;
    }

    private static string Text(PortBinding port) => $"{port.ContainerPort}/{port.Protocol.ToString().ToLowerInvariant()}";

    private static bool Same(IReadOnlyList<string>? one, IReadOnlyList<string>? other) => one is not null && other is not null && one.SequenceEqual(other);

    private static bool Same(HealthCheck? one, HealthCheck? other) => JsonSerializer.Serialize(one) == JsonSerializer.Serialize(other);
}
