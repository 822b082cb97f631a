using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;
using Panel.Web.Components.Shared;

namespace Panel.Web.Features.Containers;

/// <summary>The questions before containers are stopped or removed; each says what is lost.</summary>
public static class ContainerQuestions
{
    private const int NamesShown = 20;

    /// <summary>The question before a removal.</summary>
    public static Question Remove(IReadOnlyList<ContainerDetails> containers)
    {
        var one = containers.Count == 1;
        var running = containers.Count(container => container.Summary.State.IsRunning);
        var anonymous = Volumes(containers, anonymous: true).Count;
        var named = Volumes(containers, anonymous: false);
        List<string> losses =
        [
            one ? "Its log and its writable layer are lost." : "Their logs and their writable layers are lost.",
        ];
        if (running > 0)
        {
            losses.Insert(0, one ? "It is running and is killed first." : $"{running} of them {(running == 1 ? "is" : "are")} running and {(running == 1 ? "is" : "are")} killed first.");
        }

        if (named.Count > 0)
        {
            losses.Add($"Kept: {(named.Count == 1 ? "the volume" : "the volumes")} {string.Join(", ", named)}.");
        }

        return new(Title("Remove", containers), losses, one ? "Remove" : $"Remove {containers.Count} containers")
        {
            Names = Names(containers),
            Option = anonymous == 0 ? null : $"Remove {(one ? "its" : "their")} {Format.Count(anonymous, "anonymous volume")} and what {(anonymous == 1 ? "it holds" : "they hold")}, too",
        };
    }

    /// <summary>The question before a stop of several containers.</summary>
    public static Question Stop(IReadOnlyList<ContainerSummary> containers) => new(
        $"Stop {Format.Count(containers.Count, "container")}?",
        ["Their processes end; what they hold in memory and in tmpfs is lost. Files, volumes and logs stay."],
        $"Stop {Format.Count(containers.Count, "container")}")
    {
        Names = Shorten([.. containers.Select(container => container.Name)]),
    };

    private static string Title(string verb, IReadOnlyList<ContainerDetails> containers) =>
        containers.Count == 1 ? $"{verb} {containers[0].Summary.Name}?" : $"{verb} {containers.Count} containers?";

    private static List<string> Names(IReadOnlyList<ContainerDetails> containers) =>
        containers.Count == 1 ? [] : Shorten([.. containers.Select(container => container.Summary.Name)]);

    private static List<string> Shorten(List<string> names) =>
        names.Count <= NamesShown ? names : [.. names.Take(NamesShown), $"and {names.Count - NamesShown} more"];

    private static List<string> Volumes(IReadOnlyList<ContainerDetails> containers, bool anonymous) =>
        [.. containers.SelectMany(container => container.Mounts)
            .Where(mount => mount.Kind == MountKind.Volume && mount.Anonymous == anonymous)
            .Select(mount => mount.Source ?? mount.Target).Distinct().Order()];
}
