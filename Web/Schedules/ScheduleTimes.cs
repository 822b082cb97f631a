using System.Security.Cryptography;
using Cronos;
using Panel.Engine.Contract;

namespace Panel.Web.Schedules;

/// <summary>When scheduled work is due.</summary>
public abstract class ScheduleTimes
{
    /// <summary>Whether the time of the last run is kept on disk, so that a run which was missed while the panel was down is made up
    /// for.</summary>
    public abstract bool IsKept { get; }

    /// <summary>The first time after another one; null when there is none.</summary>
    public abstract DateTimeOffset? Next(DateTimeOffset after);

    /// <summary>At the times of a cron expression.</summary>
    /// <param name="expression">Minute, hour, day of month, month and day of week, or a macro such as <c>@daily</c>.</param>
    /// <param name="timeZone">Name of the time zone, such as <c>Europe/Berlin</c> or <c>UTC</c>.</param>
    /// <exception cref="InvalidInputException">One of them is wrong.</exception>
    public static ScheduleTimes Cron(string expression, string timeZone) => new CronTimes(Parse(expression), Zone(timeZone));

    /// <summary>Again and again with a pause between two lengths, drawn at random each time, so that many panels do not ask a server at once.
    /// A start of the panel begins a new pause.</summary>
    public static ScheduleTimes Every(TimeSpan shortest, TimeSpan longest) => new RandomTimes(shortest, longest);

    /// <summary>Never.</summary>
    public static ScheduleTimes Never { get; } = new NoTimes();

    private static CronExpression Parse(string expression)
    {
        if (!CronExpression.TryParse(expression, CronFormat.Standard, out var cron))
        {
            throw new InvalidInputException(
                $"'{expression}' cannot be read as a cron expression; write minute, hour, day of month, month and day of week, "
                + "such as '30 3 * * *' for 3:30 each night.",
                "Schedule");
        }

        if (cron.GetNextOccurrence(DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc) is null)
            throw new InvalidInputException($"'{expression}' never comes, such as 30 February; choose another day.", "Schedule");
        return cron;
    }

    private static TimeZoneInfo Zone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone
        : throw new InvalidInputException(
            $"This machine does not know the time zone '{name}'; write one such as UTC or Europe/Berlin, or install Debian's package tzdata.", "TimeZone");

    private sealed class CronTimes(CronExpression cron, TimeZoneInfo zone) : ScheduleTimes
    {
        public override bool IsKept => true;

        public override DateTimeOffset? Next(DateTimeOffset after) => cron.GetNextOccurrence(after, zone);
    }

    private sealed class NoTimes : ScheduleTimes
    {
        public override bool IsKept => false;

        public override DateTimeOffset? Next(DateTimeOffset after) => null;
    }

    private sealed class RandomTimes(TimeSpan shortest, TimeSpan longest) : ScheduleTimes
    {
        public override bool IsKept => false;

        public override DateTimeOffset? Next(DateTimeOffset after) =>
            after + TimeSpan.FromSeconds(RandomNumberGenerator.GetInt32((int)shortest.TotalSeconds, (int)longest.TotalSeconds + 1));
    }
}
