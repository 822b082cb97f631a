using System.Globalization;
using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers;

/// <summary>The form for a container's restart policy.</summary>
public sealed class RestartForm
{
    private const int MostRetries = 1_000_000;

    /// <summary>When it starts again.</summary>
    public RestartPolicyKind Kind { get; set; } = RestartPolicyKind.No;

    /// <summary>The most restarts after failures; empty means unlimited.</summary>
    public string Retries { get; set; } = "";

    /// <summary>Creates a form with the present policy.</summary>
    public static RestartForm Of(RestartPolicy policy) => new() { Kind = policy.Kind, Retries = policy.MaximumRetries > 0 ? policy.MaximumRetries.ToString(CultureInfo.InvariantCulture) : "" };

    /// <summary>The requested policy.</summary>
    public RestartPolicy Read(FormErrors errors)
    {
        if (Kind != RestartPolicyKind.OnFailure || string.IsNullOrWhiteSpace(Retries)) return new RestartPolicy(Kind);
        if (!int.TryParse(Retries.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var retries) || retries > MostRetries)
            errors.Add("RestartPolicy.MaximumRetries", $"Enter a whole number from 0 to {MostRetries}.");
        return new RestartPolicy(Kind, retries);
    }
}
