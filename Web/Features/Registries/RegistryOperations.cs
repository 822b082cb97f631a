using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.Features.Registries;

/// <summary>What is done with registries, whether a page or the Docker API asks for it.</summary>
public sealed class RegistryOperations(OperationGate gate, IContainerEngine engine)
{
    private static readonly Operation Login = new("registry.login", PanelRole.Operator);

    /// <summary>Asks a registry whether it takes an account; kept nowhere.</summary>
    public Task LoginAsync(string registry, RegistryAccess access, CancellationToken cancellationToken) =>
        gate.RunAsync(Login, registry, token => engine.Registries.LoginAsync(registry, access, token), cancellationToken, access.UserName is { Length: > 0 } user ? $"as {user}" : null);
}
