using Panel.Engine.Contract;

namespace Panel.Engine.Native.Containers;

/// <summary>Says what the engine does not understand about a container, and what a person can do (ADR 0023).</summary>
internal static class DoubtOf
{
    private const string Silence = "Its shim has not answered since the panel started.";

    public static ContainerDoubt? Container(Container container) => container switch
    {
        { IsUnknown: true, Damage: { } reason } => new(
            ContainerDoubtKind.Unknown,
            WithSilence(container, reason),
            container.IsRunning || container.AwaitsShim
                ? "Mount the disk or restore the folder, then restart the panel. Or stop it here and remove it."
                : "Mount the disk or restore the folder, then restart the panel. Removing it here leaves the folder alone."),
        { Damage: { } reason } => new(
            ContainerDoubtKind.Damaged,
            WithSilence(container, reason),
            "Restore the file from a backup, then restart the panel. Until then the container can be stopped and removed, but not started."),
        { AwaitsShim: true } => new(
            ContainerDoubtKind.Silent,
            $"{Silence} The state shown here was recorded before.",
            "The panel keeps waiting; a slow disk or a stopped process may be the reason. "
            + "If the shim never answers, remove the container: that ends its processes."),
        { Config.Unread: { Count: > 0 } unread } => new(
            ContainerDoubtKind.Newer,
            $"A newer version of the panel configured it; this version does not understand {string.Join(", ", unread)}.",
            "This version neither starts nor restarts it. Start it with the newer version, or create it again."),
        { StateLoss: { } loss, IsRunning: false } => new(
            ContainerDoubtKind.Lost, $"Nobody knows whether it ran, or how it ended: {loss}.", "Start it if it should run."),
        _ => null,
    };

    private static string WithSilence(Container container, string reason)
    {
        var sentence = reason.EndsWith('.') ? reason : reason + ".";
        return container.AwaitsShim ? $"{sentence} {Silence}" : sentence;
    }
}
