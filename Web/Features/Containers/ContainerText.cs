using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;

namespace Panel.Web.Features.Containers;

/// <summary>Texts for a container's state and ports.</summary>
public static class ContainerText
{
    /// <summary>The state in Docker's words, with the exit code after an exit.</summary>
    public static string State(ContainerState state) => state switch
    {
        { Doubt.Kind: ContainerDoubtKind.Silent } => $"{Word(state.Status)} (no answer)",
        { Doubt.Kind: ContainerDoubtKind.Unknown } => $"{Word(state.Status)} (no folder)",
        { Doubt.Kind: ContainerDoubtKind.Damaged } => $"{Word(state.Status)} (damaged)",
        { Doubt.Kind: ContainerDoubtKind.Lost } => $"{Word(state.Status)} (unknown)",
        { Doubt.Kind: ContainerDoubtKind.Newer } => $"{Word(state.Status)} (newer)",
        _ when ContainerTroubles.HasFailedStart(state) => "start failed",
        { Status: ContainerStatus.Exited, OomKilled: true } => "out of memory",
        { Status: ContainerStatus.Exited } => $"exited ({state.ExitCode})",
        { Status: ContainerStatus.Running, Health: { } health } => $"running ({Word(health.Status)})",
        _ => Word(state.Status),
    };

    /// <summary>The status in Docker's word.</summary>
    public static string Word(ContainerStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>The health status in Docker's word.</summary>
    public static string Word(HealthStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>The CSS class of the state's dot.</summary>
    public static string Css(ContainerState state) => ContainerTroubles.Of(state, DateTimeOffset.MaxValue) is not (null or ContainerTrouble.Restarting) ? "state bad" : "state " + Word(state.Status);

    /// <summary>More about the state, for its tooltip.</summary>
    public static string Title(ContainerState state, DateTimeOffset now) => state switch
    {
        { Doubt: { } doubt } => $"{doubt.Reason} {doubt.Remedy}",
        { Error.Length: > 0 } => Reason(state.Error),
        { Status: ContainerStatus.Running, Health: { Status: HealthStatus.Unhealthy, Log: [.., var last] } } => $"{(last.ExitCode < 0 ? "The health check failed" : $"The health check ended with {last.ExitCode}")}: {last.Output.Trim()}",
        { IsRunning: true, StartedAt: { } started } => $"started {Format.Ago(started, now)}",
        { FinishedAt: { } finished } => $"ended {Format.Ago(finished, now)}{(state.OomKilled ? ", killed at its memory limit" : "")}",
        _ => Word(state.Status),
    };

    /// <summary>Why a start failed, without the words that name the container: "exec /x: no such file or directory."</summary>
    public static string Reason(string error) => error.IndexOf(" cannot start: ", StringComparison.Ordinal) is > 0 and var at ? error[(at + " cannot start: ".Length)..] : error;

    /// <summary>How long the container has run; empty when it is not running.</summary>
    public static string Uptime(ContainerState state, DateTimeOffset now) =>
        state.IsRunning && state.StartedAt is { } started ? Format.Duration(now - started) : "";

    /// <summary>A port as <c>8080→80</c>, or <c>80/udp</c> when it is not published.</summary>
    public static string Port(PortBinding port)
    {
        var inside = port.Protocol == PortProtocol.Udp ? $"{port.ContainerPort}/udp" : $"{port.ContainerPort}";
        return port.HostPort > 0 ? $"{port.HostPort}→{inside}" : inside;
    }

    /// <summary>Address of a published TCP port for the reader's browser; null for other ports.</summary>
    public static string? Link(PortBinding port, string browserHost)
    {
        if (port.Protocol != PortProtocol.Tcp || port.HostPort is not > 0)
        {
            return null;
        }

        var host = port.HostAddress is null or "" or "0.0.0.0" ? browserHost : port.HostAddress;
        var scheme = port.ContainerPort is 443 or 8443 ? "https" : "http";
        return $"{scheme}://{host}:{port.HostPort}";
    }

    /// <summary>Whether it can be started.</summary>
    public static bool CanStart(ContainerState state) =>
        state is { Status: ContainerStatus.Created or ContainerStatus.Exited, Doubt: null or { ForbidsStart: false } };

    /// <summary>Whether it can be restarted. A restart stops the container first, so it can then be started again.</summary>
    public static bool CanRestart(ContainerState state) => state is { IsRunning: true, Doubt: null or { ForbidsStart: false } };

    /// <summary>Whether it can be stopped.</summary>
    public static bool CanStop(ContainerState state) => state.IsRunning || state.Status == ContainerStatus.Restarting;
}
