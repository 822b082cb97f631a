using Panel.Web.Configuration;
using Panel.Web.Schedules;

namespace Panel.Web.Features.Images.Updates;

/// <summary>Periodically checks names that are due. It begins some minutes after the start, and never at the same moment as other panels.</summary>
internal static class ImageUpdateWatch
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>When it checks; never if the settings say so.</summary>
    public static Schedule Schedule(ImageUpdates updates, PanelOptions options) =>
        new("image.updates", options.Images.UpdateCheckHours > 0 ? ScheduleTimes.Every(Shortest, Longest) : ScheduleTimes.Never, updates.CheckDueAsync);
}
