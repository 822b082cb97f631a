namespace Panel.Engine.Native.Containers;

/// <summary>The longest that a timer of .NET takes, some 49 days; it refuses a longer one.</summary>
internal static class LongestWait
{
    public static readonly TimeSpan Time = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>At most that.</summary>
    public static TimeSpan Of(TimeSpan time) => time < Time ? time : Time;
}
