using System.Security.Cryptography;
using Panel.Engine.Contract;
using Panel.Engine.Native.Health;
using Panel.Engine.Native.Images;
using Panel.Engine.Native.Security;
using Panel.Engine.Native.Snapshots;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    public async Task<ContainerCreated> CreateAsync(ContainerSpec spec, CancellationToken cancellationToken = default)
    {
        SpecValidation.Check(spec);
        if (spec.StorageBytes > 0) StorageQuota.Require(_services.Paths.ContainersRoot);
        (spec, var owner) = ResolveShared(spec);
        CheckSeccomp(spec);
        CgroupAccessOf.Check(spec.Security, HasUserNamespace(spec, owner));
        var image = _services.Images.Resolve(spec.Image);
        ImageValidation.Check(spec.Image, image.Configuration);
        var process = SpecMerge.Process(spec, image.Configuration);
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var name = ReserveName(spec.Name, id);
        List<MountSpec> mounts = [];
        long? range = null;
        try
        {
            await _claims.TakeAsync(id, name, image, cancellationToken);
            mounts = _services.Volumes.Use(id, SpecMerge.Mounts(spec, image.Configuration, Inherited(spec)));
            await _services.Volumes.FillAsync(mounts, image.LayerDirectories, cancellationToken);
            if (owner is null && WantsUserNamespace(spec)) range = _ranges.Take();
            var config = Configuration(id, name, spec, image, process) with
            {
                Mounts = mounts,
                UserNamespaceBase = owner is null ? range : owner.Config.UserNamespaceBase,
                SharesUserNamespaceOf = owner?.Config.SharesUserNamespaceOf ?? owner?.Id,
            };
            CgroupBind.Check(mounts, CgroupAccessOf.Of(config));
            var state = new ContainerStateRecord { Status = ContainerStatus.Created };
            string[] warnings = [.. Warnings(config), .. ForeignImages.Warnings(image.Platform)];
            cancellationToken.ThrowIfCancellationRequested();
            _files.Create(config, state);
            var container = new Container(config, state);
            _registry.Add(container);
            _forwarding.Begin(container);
            _events.Publish(container, "create");
            _watchers.Changed(container);
            return new ContainerCreated(id, name, warnings);
        }
        catch
        {
            if (range is { } first) _ranges.Release(first);
            _services.Volumes.Release(id, mounts, removeAnonymous: true);
            _registry.ReleaseName(name, id);
            throw;
        }
        finally
        {
            _claims.Release(id);
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
                throw new InvalidInputException($"invalid mode: {words} in '{spec.VolumesFrom[i]}'; ro or rw, and z or Z, may follow the container's name.", field);
            mounts.AddRange(DonorOf(parts[0], field).Config.Mounts.Where(mount => mount.Kind != MountKind.Tmpfs).Select(mount => mount with { ReadOnly = mount.ReadOnly || readOnly, NoCopy = true }));
        }

        return mounts;
    }

    private Container DonorOf(string idOrName, string field)
    {
        try
        {
            return _registry.Find(idOrName);
        }
        catch (ObjectNotFoundException error)
        {
            // Not 404, which clients would blame on the image: they would pull it and create again.
            throw new InvalidInputException($"No such container: {idOrName}", field, error);
        }
    }

    // Compiled now, so that an invalid profile is refused before anything exists.
    private void CheckSeccomp(ContainerSpec spec) => _filters.FileFor(spec.Security);

    private string ReserveName(string? wanted, string id)
    {
        if (wanted is not null)
        {
            _registry.ReserveName(wanted, id);
            return wanted;
        }
        for (var attempt = 0; ; attempt++)
        {
            var name = RandomName.Next(attempt);
            if (_registry.TryReserveName(name, id)) return name;
        }
    }

    private ContainerConfig Configuration(string id, string name, ContainerSpec spec, ResolvedImage image, ProcessDetails process) => new()
    {
        Version = ContainerConfig.CurrentVersion,
        Id = id,
        Name = name,
        CreatedAt = _services.Time.GetUtcNow(),
        Spec = spec,
        ImageId = image.Id,
        Process = process with { WorkingDirectory = ContainerPath.Clean(process.WorkingDirectory) },
        Labels = SpecMerge.Labels(spec, image.Configuration),
        ExposedPorts = SpecMerge.ExposedPorts(spec, image.Configuration),
        Mounts = [],
        HealthCheck = HealthRule.Merge(spec.HealthCheck, image.Configuration.HealthCheck),
        LogRotation = spec.LogRotation ?? _services.Options.DefaultLogRotation,
    };

    private List<string> Warnings(ContainerConfig config)
    {
        var spec = config.Spec;
        List<string> warnings = [];
        if (config.PublishedPorts.Count > 0 && spec.NetworkMode != "bridge") warnings.Add(spec.NetworkMode == "host" ? "Published ports are discarded when using host network mode" : $"Published ports have no effect with the network mode {spec.NetworkMode}.");
        if (spec is not { DnsServers: [], DnsSearch: [], DnsOptions: [] } && spec.NetworkMode == "none") warnings.Add("Settings of the name resolver have no effect without a network.");
        if (spec.UserNamespace == UserNamespaceMode.Private && !_services.Options.UserNamespaceDefault)
            warnings.Add("This engine is set to run containers without a user namespace; container root is the host's root.");
        warnings.AddRange(LimitWarnings.Of(spec.Resources));
        var cgroups = CgroupAccessOf.Of(config);
        warnings.AddRange(CgroupBind.Warnings(config.Mounts, cgroups));
        if (config.UserNamespaceBase is not null) warnings.AddRange(MountWarnings.Of(CgroupBind.Mounted(spec.Mounts, cgroups), HostMounts.Read()));
        return warnings;
    }
}
