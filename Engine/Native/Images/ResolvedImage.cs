using Panel.Engine.Contract;

namespace Panel.Engine.Native.Images;

/// <summary>An image in the form that a container needs.</summary>
/// <param name="Id">Digest of its configuration, <c>sha256:…</c>.</param>
/// <param name="Reference">The caller's name for it.</param>
/// <param name="Configuration">The configuration of its containers.</param>
/// <param name="LayerDirectories">Extracted layers, topmost first; read-only.</param>
/// <param name="Platform">The platform of its programs, as it claims.</param>
public sealed record ResolvedImage(
    string Id, string Reference, ImageConfiguration Configuration, IReadOnlyList<string> LayerDirectories, ImagePlatform Platform);

/// <summary>A container that uses an image.</summary>
/// <param name="ContainerId">Its id.</param>
/// <param name="ContainerName">Its name.</param>
/// <param name="ImageId">Image id, <c>sha256:…</c>.</param>
/// <param name="Running">Whether it is running or paused.</param>
public sealed record ImageUser(string ContainerId, string ContainerName, string ImageId, bool Running);
