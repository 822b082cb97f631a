using System.Globalization;
using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers;

/// <summary>The form for a container's health check; times in seconds.</summary>
public sealed class HealthForm
{
    private const double MostSeconds = 86_400;
    private const int MostRetries = 1000;

    /// <summary>Which check the container gets.</summary>
    public HealthChoice Choice { get; set; }

    /// <summary>A shell command.</summary>
    public string Command { get; set; } = "";

    /// <summary>Time between checks.</summary>
    public string Interval { get; set; } = "";

    /// <summary>The longest duration of one check.</summary>
    public string Timeout { get; set; } = "";

    /// <summary>Time after the start during which failures do not count.</summary>
    public string StartPeriod { get; set; } = "";

    /// <summary>The number of failures in a row until the container is unhealthy.</summary>
    public string Retries { get; set; } = "";

    /// <summary>The requested check; null for the image's.</summary>
    public HealthCheck? Read(FormErrors errors)
    {
        if (Choice == HealthChoice.Image) return null;
        if (Choice == HealthChoice.None) return new HealthCheck { Test = ["NONE"] };
        if (string.IsNullOrWhiteSpace(Command)) errors.Add("Healthcheck.Test", "Enter the command that checks, such as wget -q -O- http://127.0.0.1/.");
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
        errors.Add("Healthcheck.Retries", $"Enter a whole number from 1 to {MostRetries}.");
        return 0;
    }

    private static TimeSpan Seconds(string text, string field, FormErrors errors)
    {
        if (string.IsNullOrWhiteSpace(text)) return TimeSpan.Zero;
        if (double.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.001 and <= MostSeconds) return TimeSpan.FromSeconds(seconds);
        errors.Add(field, $"Enter seconds, 0.001 to {MostSeconds}.");
        return TimeSpan.Zero;
    }
}

/// <summary>The choices for a container's health check.</summary>
public enum HealthChoice
{
    Image,
    None,
    Own,
}
