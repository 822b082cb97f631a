using System.Security.Cryptography;
using System.Text;
using Panel.Engine.Contract;
using Panel.Engine.Native.Images.Stored;
using Panel.Engine.Registry;

namespace Panel.Engine.Native.Images;

/// <summary>Plans a removal as Docker does: names first, then the image, then the images from which it was made, if nothing else needs
/// them.</summary>
/// <remarks>It changes only <see cref="Table"/>, which the store takes over when the plan succeeds.</remarks>
internal sealed class RemovalPlan(ImageTable table, IReadOnlyList<ImageUser> users, IReadOnlySet<string> held)
{
    private readonly List<ImageRemovalStep> _steps = [];
    private readonly List<(string ImageId, string Name)> _untagged = [];

    /// <summary>The table without the removed items.</summary>
    public ImageTable Table { get; private set; } = table;

    /// <summary>The completed steps.</summary>
    public IReadOnlyList<ImageRemovalStep> Steps => _steps;

    /// <summary>Removed names, with their images.</summary>
    public IEnumerable<(string ImageId, string Name)> Untagged => _untagged;

    /// <summary>Removed images, each with one of its names.</summary>
    public List<(string Id, string? Name)> Deleted { get; } = [];

    public long FreedBytes { get; private set; }

    /// <param name="image">The image.</param>
    /// <param name="name">The given canonical name; null when the id was given.</param>
    /// <param name="force">Whether to remove all its names, and the image even if stopped containers use it.</param>
    /// <param name="keepParents">Whether to keep the unnamed images from which it was made.</param>
    /// <exception cref="ObjectInUseException">Containers or images need it.</exception>
    /// <exception cref="ConflictException">It has several names.</exception>
    public void Remove(StoredImage image, string? name, bool force, bool keepParents)
    {
        var names = Table.NamesOf(image.Id).ToList();
        if (name is not null)
        {
            if (!force && IsOneName(names) && UsersOf(image).FirstOrDefault() is { } user) throw InUse(image, user, isForcible: true);
            Untag(image.Id, name);
            if (Table.NamesOf(image.Id).Any()) return;
        }
        else if (IsOneName(names))
        {
            if (Conflict(image, force, namesCount: false) is { } conflict) throw conflict;
            foreach (var one in names) Untag(image.Id, one);
        }
        Delete(image, force, keepParents, quietly: name is not null);
    }

    // Silently: a conflict ends the removal at this point. The request itself is then done; only the image stays.
    private void Delete(StoredImage image, bool force, bool keepParents, bool quietly)
    {
        if (Conflict(image, force, namesCount: true) is { } conflict)
        {
            if (quietly) return;
            throw conflict;
        }
        foreach (var name in Table.NamesOf(image.Id).ToList()) Untag(image.Id, name);
        // Stopped containers still need its layers.
        Table = Table with
        {
            Images = UsersOf(image).Any() ? Table.Images.SetItem(image.Id, image with { Removed = true }) : Table.Images.Remove(image.Id),
        };
        _steps.Add(new(ImageRemovalKind.Image, image.Id));
        Deleted.Add((image.Id, _untagged.LastOrDefault(one => one.ImageId == image.Id).Name));
        DropLayers(image);
        if (!keepParents && image.ParentId is { } id && Table.Images.GetValueOrDefault(id) is { Removed: false } parent) Delete(parent, force: false, keepParents, quietly: true);
    }

    private void DropLayers(StoredImage image)
    {
        var used = Table.Images.Values.SelectMany(other => other.Content.RootFilesystem.DiffIds).Concat(held).ToHashSet();
        var chain = "";
        Stack<string> gone = [];
        foreach (var diffId in image.Content.RootFilesystem.DiffIds)
        {
            // OCI image specification, config.md, "Layer ChainID".
            chain = chain.Length == 0 ? diffId : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{chain} {diffId}")));
            if (!used.Contains(diffId)) gone.Push(chain);
        }
        _steps.AddRange(gone.Select(layer => new ImageRemovalStep(ImageRemovalKind.Layer, layer)));
        FreedBytes += image.Layers.Where(layer => !used.Contains(layer.DiffId)).Sum(layer => layer.Size);
    }

    // A repository's last tag takes along the digests of its pulls and pushes.
    private void Untag(string id, string name)
    {
        Take(id, name);
        var reference = ImageReference.Parse(name);
        if (reference.Digest is not null) return;
        var ofRepository = Table.NamesOf(id).Select(other => (Name: other, Reference: ImageReference.Parse(other))).Where(other => other.Reference.Repository == reference.Repository).ToList();
        if (ofRepository.TrueForAll(other => other.Reference.Digest is not null))
            foreach (var (digest, _) in ofRepository) Take(id, digest);
    }

    private void Take(string id, string name)
    {
        if (!Table.Tags.ContainsKey(name) && !Table.Digests.ContainsKey(name)) return;
        Table = Table with { Tags = Table.Tags.Remove(name), Digests = Table.Digests.Remove(name) };
        _untagged.Add((id, name));
        _steps.Add(new(ImageRemovalKind.Untagged, ImageReference.Parse(name).Familiar));
    }

    private EngineException? Conflict(StoredImage image, bool force, bool namesCount)
    {
        var children = Table.ChildrenOf(image.Id).Count();
        if (children > 0)
            return new ObjectInUseException($"{children} image{(children == 1 ? " was" : "s were")} made from the image {Named(image)}; remove {(children == 1 ? "that" : "those")} first.");
        if (UsersOf(image).FirstOrDefault(user => user.Running) is { } running) return InUse(image, running, isForcible: false);
        if (force) return null;
        var names = Table.NamesOf(image.Id).Select(name => ImageReference.Parse(name).Familiar).ToList();
        if (namesCount && names.Count > 0)
            return new ConflictException($"The image {StoredImage.Short(image.Id)} has several names ({string.Join(", ", names)}); remove them one by one, or force.");
        return UsersOf(image).FirstOrDefault() is { } stopped ? InUse(image, stopped, isForcible: true) : null;
    }

    private ObjectInUseException InUse(StoredImage image, ImageUser user, bool isForcible) =>
        new($"The image {Named(image)} is used by the {(user.Running ? "running " : "")}container {user.ContainerName}; {(user.Running ? "stop and remove it first" : "remove it first, or force")}.") { IsForcible = isForcible };

    private string Named(StoredImage image) => Table.NamesOf(image.Id).Select(name => ImageReference.Parse(name).Familiar).FirstOrDefault() ?? StoredImage.Short(image.Id);

    private IEnumerable<ImageUser> UsersOf(StoredImage image) => users.Where(user => user.ImageId == image.Id);

    // One tag, and only digests of its repository.
    private static bool IsOneName(List<string> names)
    {
        var references = names.ConvertAll(name => ImageReference.Parse(name));
        return references.Count(reference => reference.Digest is null) <= 1 && references.Select(reference => reference.Repository).Distinct().Count() <= 1;
    }
}
