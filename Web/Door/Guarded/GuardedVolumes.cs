using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.Door.Guarded;

/// <summary>The volumes as one actor may see and change them.</summary>
internal sealed class GuardedVolumes(IVolumes inner, EngineDoor door) : IVolumes
{
    private static readonly Operation Look = new("volume.list", PanelRole.Viewer);
    private static readonly Operation Create = new("volume.create", PanelRole.Operator);
    private static readonly Operation Remove = new("volume.remove", PanelRole.Operator, FreesSpace: true);

    public Task<IReadOnlyList<VolumeDetails>> ListAsync(CancellationToken cancellationToken = default) => door.ReadAsync(Look, "volumes", inner.ListAsync, cancellationToken);

    public Task<long> GetSizeAsync(string name, CancellationToken cancellationToken = default) => door.ReadAsync(Look, name, token => inner.GetSizeAsync(name, token), cancellationToken);

    public Task<VolumeDetails> CreateAsync(string? name = null, IReadOnlyDictionary<string, string>? labels = null, CancellationToken cancellationToken = default) =>
        door.ChangeAsync(Create, name ?? "anonymous", token => inner.CreateAsync(name, labels, token), cancellationToken);

    public Task RemoveAsync(string name, CancellationToken cancellationToken = default) => door.ChangeAsync(Remove, name, token => inner.RemoveAsync(name, token), cancellationToken);
}
