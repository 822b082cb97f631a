using Panel.Engine.Contract;

namespace Panel.Engine.Native.Images;

/// <summary>An image as a container needs it.</summary>
/// <param name="Id">Digest of its configuration, <c>sha256:…</c>.</param>
/// <param name="Reference">As the caller named it.</param>
/// <param name="Configuration">What its containers start with.</param>
/// <param name="LayerDirectories">Extracted layers, the topmost first; read only.</param>
/// <param name="Platform">What its programs are made for, as it says.</param>
public sealed record ResolvedImage(
    string Id, string Reference, ImageConfiguration Configuration, IReadOnlyList<string> LayerDirectories, ImagePlatform Platform);

/// <summary>A container that uses an image.</summary>
/// <param name="ContainerId">Its id.</param>
/// <param name="ContainerName">Its name.</param>
/// <param name="ImageId">Image id, <c>sha256:…</c>.</param>
/// <param name="Running">Running or paused.</param>
public sealed record ImageUser(string ContainerId, string ContainerName, string ImageId, bool Running);
