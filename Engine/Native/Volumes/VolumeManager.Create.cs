using System.Security.Cryptography;
using Panel.Engine.Contract;
using Panel.Engine.Native.Snapshots;
using Panel.Engine.Native.Words;

namespace Panel.Engine.Native.Volumes;

internal sealed partial class VolumeManager
{
    public Task<VolumeDetails> CreateAsync(string? name = null, IReadOnlyDictionary<string, string>? labels = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (name is not null) InputCheck.CheckName(name, nameof(name));
        var chosen = name ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        lock (_lock)
        {
            return Task.FromResult(Details(FindOrCreate(chosen, anonymous: name is null, labels)));
        }
    }

    public Task<long> GetSizeAsync(string name, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            Require(name);
        }

        return Task.Run(() => ContainerSnapshots.Usage(paths.VolumeData(name)), cancellationToken);
    }
}
