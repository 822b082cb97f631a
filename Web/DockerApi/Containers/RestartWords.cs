using Panel.Engine.Contract;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Restart policies in Docker's words.</summary>
internal static class RestartWords
{
    public static string Write(RestartPolicyKind kind) => kind switch
    {
        RestartPolicyKind.OnFailure => "on-failure",
        RestartPolicyKind.UnlessStopped => "unless-stopped",
        RestartPolicyKind.Always => "always",
        _ => "no",
    };

    /// <exception cref="ApiException">There is no such policy.</exception>
    public static RestartPolicy Read(RestartPolicyModel? policy) => new(policy?.Name switch
    {
        null or "" or "no" => RestartPolicyKind.No,
        "on-failure" => RestartPolicyKind.OnFailure,
        "unless-stopped" => RestartPolicyKind.UnlessStopped,
        "always" => RestartPolicyKind.Always,
        var other => throw ApiException.Bad($"The restart policy '{other}' must be no, on-failure, unless-stopped or always."),
    }, policy?.MaximumRetryCount ?? 0);
}
