using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Containers;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>Runs one command with security options and gives its output.</summary>
internal static class SecurityHarness
{
    /// <summary>Both streams as one text; the exit code must be 0.</summary>
    public static async Task<string> OutputAsync(this EngineHarness harness, string script, Func<ContainerSpec, ContainerSpec> change)
    {
        var token = TestContext.Current.CancellationToken;
        var id = await harness.RunAsync(script, change);
        var exit = await harness.Containers.WaitAsync(id, cancellationToken: token);
        var log = await harness.LogAsync(id, token);
        Assert.True(exit.ExitCode == 0, $"exit {exit.ExitCode}: {log}");
        return log;
    }

    public static Task<string> OutputAsync(this EngineHarness harness, string script, SecurityOptions options) =>
        harness.OutputAsync(script, spec => spec with { Security = options });

    public static ContainerSpec Of(this ContainerSpec spec, SecurityOptions options, UserNamespaceMode users = UserNamespaceMode.Private) =>
        spec with { Security = options, UserNamespace = users };
}
