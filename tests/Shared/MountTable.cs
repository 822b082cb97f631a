namespace Panel.Tests.Shared;

/// <summary>What is mounted here.</summary>
public static class MountTable
{
    /// <summary>Mount points, in the order of mounting.</summary>
    public static IReadOnlyList<string> Read() =>
        [.. File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')[4].Replace("\\040", " ", StringComparison.Ordinal))];
}
