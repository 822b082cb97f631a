using System.Globalization;
using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers;

/// <summary>Which health check a container has, as a person chooses it; times in seconds.</summary>
public sealed class HealthForm
{
    private const double MostSeconds = 86_400;
    private const int MostRetries = 1000;

    /// <summary>Whose check.</summary>
    public HealthChoice Choice { get; set; }

    /// <summary>A line for the shell.</summary>
    public string Command { get; set; } = "";

    /// <summary>Time between checks.</summary>
    public string Interval { get; set; } = "";

    /// <summary>How long one may take.</summary>
    public string Timeout { get; set; } = "";

    /// <summary>Time in which failures do not count.</summary>
    public string StartPeriod { get; set; } = "";

    /// <summary>Failures in a row that make it unhealthy.</summary>
    public string Retries { get; set; } = "";

    /// <summary>The check that is asked for; null for the image's.</summary>
    public HealthCheck? Read(FormErrors errors)
    {
        if (Choice == HealthChoice.Image) return null;
        if (Choice == HealthChoice.None) return new HealthCheck { Test = ["NONE"] };
        if (string.IsNullOrWhiteSpace(Command)) errors.Add("Healthcheck.Test", "Write the command that tells, such as wget -q -O- http://127.0.0.1/.");
        return new HealthCheck
        {
            Test = ["CMD-SHELL", Command.Trim()],
            Interval = Seconds(Interval, "Healthcheck.Interval", errors),
            Timeout = Seconds(Timeout, "Healthcheck.Timeout", errors),
            StartPeriod = Seconds(StartPeriod, "Healthcheck.StartPeriod", errors),
            Retries = Count(errors),
        };
    }

    private int Count(FormErrors errors)
    {
        if (string.IsNullOrWhiteSpace(Retries)) return 0;
        if (int.TryParse(Retries.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MostRetries) return count;
        errors.Add("Healthcheck.Retries", $"Write a whole number from 1 to {MostRetries}.");
        return 0;
    }

    private static TimeSpan Seconds(string text, string field, FormErrors errors)
    {
        if (string.IsNullOrWhiteSpace(text)) return TimeSpan.Zero;
        if (double.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.001 and <= MostSeconds) return TimeSpan.FromSeconds(seconds);
        errors.Add(field, $"Write seconds, 0.001 to {MostSeconds}.");
        return TimeSpan.Zero;
    }
}

/// <summary>Whose health check a container has.</summary>
public enum HealthChoice
{
    Image,
    None,
    Own,
}
