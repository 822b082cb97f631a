using Microsoft.AspNetCore.Authorization;

namespace Panel.Web.Auth;

/// <summary>One policy for each role, with the role's name. Each role includes the ones below it.</summary>
public static class PanelPolicies
{
    /// <summary>May read.</summary>
    public const string Viewer = nameof(PanelRole.Viewer);

    /// <summary>May run and change things.</summary>
    public const string Operator = nameof(PanelRole.Operator);

    /// <summary>May do everything.</summary>
    public const string Administrator = nameof(PanelRole.Administrator);

    /// <summary>Adds the policies, and requires the lowest role wherever no policy is named.</summary>
    public static void AddPanelPolicies(this AuthorizationBuilder authorization)
    {
        foreach (var role in Enum.GetValues<PanelRole>())
            authorization.AddPolicy(role.ToString(), policy => policy.RequireRole(Enum.GetValues<PanelRole>().Where(other => other >= role).Select(other => other.ToString())));
        authorization.SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }
}
