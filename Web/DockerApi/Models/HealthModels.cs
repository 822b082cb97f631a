using System.Text.Json.Serialization;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;

namespace Panel.Web.DockerApi.Models;

/// <summary>A health check; times in nanoseconds. Both null and 0 mean "not given".</summary>
internal sealed class HealthConfig
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<string>? Test { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long? Interval { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long? Timeout { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long? StartPeriod { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long? StartInterval { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? Retries { get; set; }
}

/// <summary>The result of the health checks.</summary>
internal sealed record HealthModel(string Status, int FailingStreak, List<HealthResultModel> Log);

/// <summary>One check.</summary>
internal sealed record HealthResultModel(string Start, string End, int ExitCode, string Output);

/// <summary>Converts health checks between the engine's form and Docker's.</summary>
internal static class HealthModels
{
    public static HealthCheck? Read(HealthConfig? config) => config is null ? null : new()
    {
        Test = config.Test ?? [],
        Interval = Span(config.Interval),
        Timeout = Span(config.Timeout),
        StartPeriod = Span(config.StartPeriod),
        StartInterval = Span(config.StartInterval),
        Retries = config.Retries ?? 0,
    };

    public static HealthConfig? Config(HealthCheck? check) => check is null ? null : new()
    {
        Test = check.Test.Count == 0 ? null : [.. check.Test],
        Interval = Nanoseconds(check.Interval),
        Timeout = Nanoseconds(check.Timeout),
        StartPeriod = Nanoseconds(check.StartPeriod),
        StartInterval = Nanoseconds(check.StartInterval),
        Retries = check.Retries == 0 ? null : check.Retries,
    };

    public static HealthModel? State(HealthState? health) => health is null ? null : new(
        Word(health), health.FailingStreak, [.. health.Log.Select(result => new HealthResultModel(GoTime.Text(result.Start), GoTime.Text(result.End), result.ExitCode, result.Output))]);

    /// <summary>The health as <c>docker ps --filter health=</c> names it.</summary>
    public static string Word(HealthState? health) => health?.Status.ToString().ToLowerInvariant() ?? "none";

    // A value below one tick becomes invalid for the engine, not absent.
    private static TimeSpan Span(long? given) => given is { } nanoseconds
        ? TimeSpan.FromTicks(nanoseconds is not 0 and > -100 and < 100 ? Math.Sign(nanoseconds) : nanoseconds / 100)
        : TimeSpan.Zero;

    // Docker omits unset values.
    private static long? Nanoseconds(TimeSpan time) => time == TimeSpan.Zero ? null : time.Ticks * 100;
}
