namespace Panel.Engine.Native.Shims;

/// <summary>The longest time that a .NET timer accepts, about 49 days.</summary>
internal static class LongestWait
{
    public static readonly TimeSpan Time = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>The time, up to that limit.</summary>
    public static TimeSpan Of(TimeSpan time) => time < Time ? time : Time;
}
