using System.Text;
using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Containers;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>Runs a command in a running container and gives its output.</summary>
internal static class ExecHarness
{
    private static readonly AttachOptions s_output = new() { Stdout = true, Stderr = true };

    /// <summary>Both streams as one text; the exit code must be 0.</summary>
    public static async Task<string> ExecAsync(this EngineHarness harness, string id, string script, Func<ExecSpec, ExecSpec>? change = null)
    {
        var token = TestContext.Current.CancellationToken;
        var spec = new ExecSpec { Arguments = ["sh", "-c", script], Attach = s_output };
        var exec = await harness.Containers.CreateExecAsync(id, change is null ? spec : change(spec), token);
        await using var attachment = (await harness.Containers.StartExecAsync(exec, new ExecStartOptions(), token))!;
        using var output = new MemoryStream();
        while (await attachment.ReadAsync(token) is { } piece) output.Write(piece.Bytes.Span);
        var text = Encoding.UTF8.GetString(output.ToArray()).TrimEnd('\n');
        Assert.True((await harness.Containers.InspectExecAsync(exec, token)).ExitCode == 0, text);
        return text;
    }
}
