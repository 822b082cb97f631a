using Panel.Engine.Contract;

namespace Panel.Web.Tests.Fakes;

/// <summary>Networks of which only their problems exist.</summary>
public sealed class FakeNetworks : INetworks
{
    public IReadOnlyList<string> Problems { get; set; } = [];

    public Task<IReadOnlyList<string>> GetProblemsAsync(CancellationToken cancellationToken = default) => Task.FromResult(Problems);

    public Task<IReadOnlyList<NetworkDetails>> ListAsync(CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<NetworkDetails>>([]);
}
