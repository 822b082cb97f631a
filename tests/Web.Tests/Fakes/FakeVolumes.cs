using Panel.Engine.Contract;

namespace Panel.Web.Tests.Fakes;

/// <summary>Volumes of which only their names exist.</summary>
public sealed class FakeVolumes : IVolumes
{
    private readonly Dictionary<string, VolumeDetails> _all = [];

    public Task<IReadOnlyList<VolumeDetails>> ListAsync(CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<VolumeDetails>>([.. _all.Values]);

    public Task<VolumeDetails> CreateAsync(string? name = null, IReadOnlyDictionary<string, string>? labels = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(_all[name ?? "anonymous"] = new(name ?? "anonymous", name is null, "/data", Sample.Now, []) { Labels = labels ?? new Dictionary<string, string>() });

    public Task<long> GetSizeAsync(string name, CancellationToken cancellationToken = default) => Task.FromResult(0L);

    public Task RemoveAsync(string name, CancellationToken cancellationToken = default) =>
        _all.Remove(name) ? Task.CompletedTask : throw new ObjectNotFoundException($"There is no volume {name}.");
}
