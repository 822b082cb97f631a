using System.Text.Json.Serialization;

namespace Panel.Web.DockerApi.Models;

/// <summary>The body of an exec create request.</summary>
internal sealed class ExecCreateRequest
{
    public bool? AttachStdin { get; set; }

    public bool? AttachStdout { get; set; }

    public bool? AttachStderr { get; set; }

    public bool? Tty { get; set; }

    public List<string>? Env { get; set; }

    /// <summary>A list. One word for itself, which a create takes, is none.</summary>
    public List<string>? Cmd { get; set; }

    public bool? Privileged { get; set; }

    public string? User { get; set; }

    public string? WorkingDir { get; set; }

    public string? DetachKeys { get; set; }

    /// <summary>Rows and columns.</summary>
    public List<int?>? ConsoleSize { get; set; }
}

/// <summary>The answer to it.</summary>
internal sealed record ExecCreateResponse(string Id);

/// <summary>The body of an exec start request.</summary>
internal sealed class ExecStartRequest
{
    public bool? Detach { get; set; }

    /// <summary>Whether the client reads a terminal's output: raw, without frames. The exec's create decides whether the command has a
    /// terminal.</summary>
    public bool? Tty { get; set; }

    /// <summary>Rows and columns.</summary>
    public List<int?>? ConsoleSize { get; set; }
}

/// <summary>An exec, in Docker's words.</summary>
internal sealed record ExecInspect(
    string ID, bool Running, int? ExitCode, ExecProcess ProcessConfig, bool OpenStdin, bool OpenStderr, bool OpenStdout, bool CanRemove, string ContainerID, string DetachKeys, int Pid);

/// <summary>The exec's process.</summary>
internal sealed record ExecProcess(
    [property: JsonPropertyName("tty")] bool Tty, [property: JsonPropertyName("entrypoint")] string Entrypoint, [property: JsonPropertyName("arguments")] List<string> Arguments,
    [property: JsonPropertyName("privileged")] bool Privileged,
    [property: JsonPropertyName("user"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? User);
