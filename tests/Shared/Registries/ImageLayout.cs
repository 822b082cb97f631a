using System.Text.Json;

namespace Panel.Tests.Shared.Registries;

/// <summary>A folder in the form of an OCI image layout, for skopeo to copy from.</summary>
public static class ImageLayout
{
    /// <summary>Writes images as one index of several platforms, under a name of the layout; gives the index's digest.</summary>
    public static string Write(string folder, string name, params (string Platform, TestImage Image)[] images)
    {
        Directory.CreateDirectory(folder + "/blobs/sha256");
        foreach (var (_, image) in images)
        {
            foreach (var layer in image.Layers) Put(folder, layer.Blob);
            Put(folder, image.Config);
            Put(folder, image.Manifest);
        }

        var index = TestImage.Index([.. images.Select(one => (one.Platform, one.Image.ManifestType, one.Image.Manifest))]);
        var digest = Put(folder, index);
        var top = TestImage.Descriptor(TestImage.IndexType, digest, index.Length);
        top["annotations"] = new System.Text.Json.Nodes.JsonObject { ["org.opencontainers.image.ref.name"] = name };
        File.WriteAllText(folder + "/oci-layout", """{"imageLayoutVersion":"1.0.0"}""");
        File.WriteAllText(folder + "/index.json", JsonSerializer.Serialize(new { schemaVersion = 2, manifests = new[] { top } }));
        return digest;
    }

    private static string Put(string folder, byte[] content)
    {
        var digest = TestImage.DigestOf(content);
        File.WriteAllBytes($"{folder}/blobs/sha256/{digest[7..]}", content);
        return digest;
    }
}
