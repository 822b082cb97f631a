namespace Panel.Benchmarks;

/// <summary>A table in Markdown, as docs/benchmarks.md has it.</summary>
internal sealed class Table(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Print(string title)
    {
        Console.WriteLine($"\n### {title}\n");
        Console.WriteLine($"| {string.Join(" | ", columns)} |");
        Console.WriteLine($"|{string.Join("|", columns.Select((_, index) => index == 0 ? "---" : "---:"))}|");
        foreach (var row in _rows) Console.WriteLine($"| {string.Join(" | ", row)} |");
    }
}

/// <summary>Durations of one thing done many times.</summary>
internal sealed class Samples
{
    private readonly List<double> _milliseconds = [];

    public void Add(TimeSpan duration) => _milliseconds.Add(duration.TotalMilliseconds);

    public string Median => $"{At(0.5):0.0} ms";

    public string Percentile95 => $"{At(0.95):0.0} ms";

    /// <summary>How many times longer the other takes, by the medians.</summary>
    public string Ratio(Samples other) => $"{other.At(0.5) / At(0.5):0.0}";

    private double At(double part) => _milliseconds.Order().ElementAt((int)Math.Ceiling(part * _milliseconds.Count) - 1);
}
