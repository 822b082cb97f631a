using System.Collections.Concurrent;
using Panel.Engine.Contract;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Containers;

/// <summary>Containers by id and by name. A name is reserved before its container exists, so that only one of several creates succeeds.</summary>
internal sealed class ContainerRegistry
{
    private readonly ConcurrentDictionary<string, Container> _byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _idByName = new(StringComparer.Ordinal);

    public ICollection<Container> All => _byId.Values;

    public void Add(Container container) => _byId[container.Id] = container;

    public string? NameOf(string id) => ById(id)?.Name;

    public Container? ById(string id) => _byId.GetValueOrDefault(id);

    public void Remove(Container container)
    {
        _byId.TryRemove(container.Id, out _);
        ReleaseName(container.Name, container.Id);
    }

    /// <exception cref="ConflictException">Another container has the name.</exception>
    public void ReserveName(string name, string id)
    {
        if (TryReserveName(name, id)) return;
        var owner = _idByName.GetValueOrDefault(name, "");
        throw new ConflictException($"Conflict. The container name \"/{name}\" is already in use by container \"{owner}\". Remove or rename that container, or choose another name.") { Field = nameof(ContainerSpec.Name) };
    }

    public bool TryReserveName(string name, string id) => _idByName.TryAdd(name, id);

    public void ReleaseName(string name, string id) => _idByName.TryRemove(new KeyValuePair<string, string>(name, id));

    /// <summary>By full id, name, or unique prefix of an id, in Docker's order.</summary>
    /// <exception cref="ObjectNotFoundException">There is none; scripts match on these words of Docker's.</exception>
    /// <exception cref="InvalidInputException">The prefix fits several.</exception>
    public Container Find(string idOrName)
    {
        var key = idOrName.StartsWith('/') ? idOrName[1..] : idOrName;
        if (_byId.TryGetValue(key, out var container)) return container;
        // A name reserved by a running create has no container yet.
        if (_idByName.TryGetValue(key, out var id) && _byId.TryGetValue(id, out container)) return container;
        if (key.Length > 0 && ContainerFiles.IsHexadecimal(key))
        {
            foreach (var candidate in _byId.Values)
            {
                if (!candidate.Id.StartsWith(key, StringComparison.Ordinal)) continue;
                if (container is not null) throw new InvalidInputException($"Several containers have an id that begins with {key}; give more characters of it.");
                container = candidate;
            }
        }
        return container ?? throw new ObjectNotFoundException($"No such container: {idOrName}");
    }
}
