namespace Panel.Tests.Shared;

/// <summary>How often a test repeats: a few times in an ordinary run, and as often as the matrix asks with <c>PANEL_TEST_FULL=1</c>.</summary>
public static class Rounds
{
    /// <summary>The number for this run.</summary>
    public static int Of(int usual, int full) => Environment.GetEnvironmentVariable("PANEL_TEST_FULL") == "1" ? full : usual;
}
