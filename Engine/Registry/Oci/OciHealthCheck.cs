using System.Text.Json.Serialization;
using Panel.Engine.Contract;

namespace Panel.Engine.Registry.Oci;

/// <summary>HEALTHCHECK of an image, as Docker writes it; times in nanoseconds, 0 if not set.</summary>
public sealed record OciHealthCheck
{
    [JsonPropertyName("Test")] public IReadOnlyList<string>? Test { get; set; }
    [JsonPropertyName("Interval")] public long Interval { get; set; }
    [JsonPropertyName("Timeout")] public long Timeout { get; set; }
    [JsonPropertyName("StartPeriod")] public long StartPeriod { get; set; }
    [JsonPropertyName("StartInterval")] public long StartInterval { get; set; }
    [JsonPropertyName("Retries")] public int Retries { get; set; }

    public static OciHealthCheck From(HealthCheck check) => new()
    {
        Test = check.Test,
        Interval = Nanoseconds(check.Interval),
        Timeout = Nanoseconds(check.Timeout),
        StartPeriod = Nanoseconds(check.StartPeriod),
        StartInterval = Nanoseconds(check.StartInterval),
        Retries = check.Retries,
    };

    public HealthCheck ToHealthCheck() => new()
    {
        Test = Test ?? [],
        Interval = Span(Interval),
        Timeout = Span(Timeout),
        StartPeriod = Span(StartPeriod),
        StartInterval = Span(StartInterval),
        Retries = Retries,
    };

    private static long Nanoseconds(TimeSpan span) => span.Ticks * 100;

    private static TimeSpan Span(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / 100);
}
