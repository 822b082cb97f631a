using System.Security.Cryptography;
using Panel.Engine.Contract;
using Panel.Engine.Native.Images;
using Panel.Engine.Native.Seccomp;
using Panel.Engine.Native.Security;
using Panel.Engine.Native.Snapshots;
using Panel.Engine.Native.Specs;
using Panel.Engine.Native.State;
using Panel.Engine.Native.Volumes;
using Panel.Engine.Native.Words;

namespace Panel.Engine.Native.Containers;

/// <summary>Creates containers.</summary>
internal sealed class ContainerCreation(
    ContainerRegistry registry, EngineOptions options, EnginePaths paths, ContainerFiles files,
    ImageStore images, ImageClaims claims, VolumeManager volumes, ContainerRanges ranges,
    SeccompFilters filters, SharedNamespaces shared, IContainerJournal journal, LifeFollowers followers, ContainerEvents events, TimeProvider time)
{
    public async Task<ContainerCreated> CreateAsync(ContainerSpec spec, CancellationToken cancellationToken = default)
    {
        SpecValidation.Check(spec);
        if (spec.StorageBytes > 0) StorageQuota.Require(paths.ContainersRoot);
        (spec, var owner) = shared.Resolve(spec);
        // Compiled now, so that an invalid profile is refused before anything exists.
        filters.FileFor(spec.Security);
        CgroupAccessOf.Check(spec.Security, shared.HasUserNamespace(spec, owner));
        var image = images.Resolve(spec.Image);
        ImageValidation.Check(spec.Image, image.Configuration);
        var process = SpecMerge.Process(spec, image.Configuration);
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var name = ReserveName(spec.Name, id);
        List<MountSpec> mounts = [];
        long? range = null;
        try
        {
            await claims.TakeAsync(id, name, image, cancellationToken);
            mounts = volumes.Use(id, SpecMerge.Mounts(spec, image.Configuration, Inherited(spec)));
            await volumes.FillAsync(mounts, image.LayerDirectories, cancellationToken);
            if (owner is null && shared.WantsUserNamespace(spec)) range = ranges.Take();
            var config = Configuration(id, name, spec, image, process) with
            {
                Mounts = mounts,
                UserNamespaceBase = owner is null ? range : owner.Config.UserNamespaceBase,
                SharesUserNamespaceOf = owner?.Config.SharesUserNamespaceOf ?? owner?.Id,
            };
            CgroupBind.Check(mounts, CgroupAccessOf.Of(config));
            var state = new ContainerStateRecord { Status = ContainerStatus.Created };
            string[] warnings = [.. CreationWarnings.Of(config, options.UserNamespaceDefault), .. ForeignImages.Warnings(image.Platform)];
            cancellationToken.ThrowIfCancellationRequested();
            files.Create(config, state);
            var container = new Container(config, state, journal);
            registry.Add(container);
            followers.Known(container);
            events.Publish(container, "create");
            journal.Tell(container);
            return new ContainerCreated(id, name, warnings);
        }
        catch
        {
            if (range is { } first) ranges.GiveBack(first);
            volumes.Release(id, mounts, removeAnonymous: true);
            registry.ReleaseName(name, id);
            throw;
        }
        finally
        {
            claims.Release(id);
        }
    }

    /// <summary>The mounts from other containers (volumes-from), in their present form: the image fills none of them, as in Docker.</summary>
    /// <exception cref="InvalidInputException">There is no such container, or the word after its name is not a mode.</exception>
    private List<MountSpec> Inherited(ContainerSpec spec)
    {
        List<MountSpec> mounts = [];
        for (var i = 0; i < spec.VolumesFrom.Count; i++)
        {
            var field = $"VolumesFrom[{i}]";
            var parts = spec.VolumesFrom[i].Split(':', 2);
            var readOnly = parts is [_, var mode] && MountMode.IsReadOnly(mode);
            if (parts is [_, var words] && !MountMode.IsOfDonor(words))
                throw new InvalidInputException(
                    $"invalid mode: {words} in '{spec.VolumesFrom[i]}'; ro or rw, and z or Z, may follow the container's name.", field);
            mounts.AddRange(shared.DonorOf(parts[0], field).Config.Mounts.Where(mount => mount.Kind != MountKind.Tmpfs)
                .Select(mount => mount with { ReadOnly = mount.ReadOnly || readOnly, NoCopy = true }));
        }

        return mounts;
    }

    private string ReserveName(string? wanted, string id)
    {
        if (wanted is not null)
        {
            registry.ReserveName(wanted, id);
            return wanted;
        }
        for (var attempt = 0; ; attempt++)
        {
            var name = RandomName.Next(attempt);
            if (registry.TryReserveName(name, id)) return name;
        }
    }

    private ContainerConfig Configuration(string id, string name, ContainerSpec spec, ResolvedImage image, ProcessDetails process) => new()
    {
        Version = ContainerConfig.CurrentVersion,
        Id = id,
        Name = name,
        CreatedAt = time.GetUtcNow(),
        Spec = spec,
        ImageId = image.Id,
        Process = process with { WorkingDirectory = ContainerPath.Clean(process.WorkingDirectory) },
        Labels = SpecMerge.Labels(spec, image.Configuration),
        ExposedPorts = SpecMerge.ExposedPorts(spec, image.Configuration),
        Mounts = [],
        HealthCheck = HealthRule.Merge(spec.HealthCheck, image.Configuration.HealthCheck),
        LogRotation = spec.LogRotation ?? options.DefaultLogRotation,
    };
}
