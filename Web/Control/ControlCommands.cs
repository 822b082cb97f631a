using Microsoft.EntityFrameworkCore;
using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.Features.Users;
using Panel.Web.Operations;

namespace Panel.Web.Control;

/// <summary>What the command <c>panel</c> can ask for, by name. Each returns the exit code.</summary>
internal static class ControlCommands
{
    /// <summary>The commands of the running panel.</summary>
    public static IReadOnlyDictionary<string, Func<ControlCall, CancellationToken, Task<int>>> All { get; } =
        new Dictionary<string, Func<ControlCall, CancellationToken, Task<int>>>(StringComparer.Ordinal)
        {
            ["unlock"] = UnlockCommand.RunAsync,
            ["reset-password"] = ResetPasswordAsync,
            ["bootstrap"] = BootstrapCommand.RunAsync,
            ["health"] = HealthAsync,
            ["jobs"] = JobsCommand.RunAsync,
        };

    // Never printed by the server, and not part of the audit row: only the caller's terminal shows the new password.
    private static async Task<int> ResetPasswordAsync(ControlCall call, CancellationToken cancellationToken)
    {
        var users = call.Services.GetRequiredService<UserOperations>();
        var name = call.Argument(0) ?? "";
        var user = (await users.ListAsync(cancellationToken)).FirstOrDefault(row => string.Equals(row.UserName, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ObjectNotFoundException($"There is no user {name}; the page Users lists the names.");
        var password = call.Argument(1) ?? UserOperations.GeneratePassword();
        await users.ResetPasswordAsync(user, password, cancellationToken);
        if (call.Argument(1) is null) await call.Say(password);
        return ExitCodes.Done;
    }

    private static async Task<int> HealthAsync(ControlCall call, CancellationToken cancellationToken)
    {
        var health = await HealthEndpoint.AskAsync(call.Services, cancellationToken);
        await call.Say(health.Sentence);
        var engine = call.Services.GetRequiredService<IContainerEngine>();
        // The caller is root, so the reasons are no secret here.
        foreach (var problem in await engine.Networks.GetProblemsAsync(cancellationToken)) await call.Say(problem);
        foreach (var problem in (await engine.GetProblemsAsync(cancellationToken)).Concat(call.Services.GetRequiredService<PanelProblems>().All))
            await call.Say($"{problem.Sentence}. {problem.Remedy}");
        return health.CanServe ? ExitCodes.Done : ExitCodes.Unhealthy;
    }
}
