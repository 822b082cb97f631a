using Microsoft.AspNetCore.Authorization;

namespace Panel.Web.Auth;

/// <summary>A policy for each role, named like it. Each role includes the ones below it.</summary>
public static class PanelPolicies
{
    /// <summary>Reads.</summary>
    public const string Viewer = nameof(PanelRole.Viewer);

    /// <summary>Runs and changes.</summary>
    public const string Operator = nameof(PanelRole.Operator);

    /// <summary>Everything.</summary>
    public const string Administrator = nameof(PanelRole.Administrator);

    /// <summary>Adds them, and makes the least one the rule for whatever says nothing.</summary>
    public static void AddPanelPolicies(this AuthorizationBuilder authorization)
    {
        foreach (var role in Enum.GetValues<PanelRole>())
            authorization.AddPolicy(role.ToString(), policy => policy.RequireRole(Enum.GetValues<PanelRole>().Where(other => other >= role).Select(other => other.ToString())));
        authorization.SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }
}
