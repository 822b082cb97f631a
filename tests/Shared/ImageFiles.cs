using System.Security.Cryptography;
using System.Text.Json;
using Panel.Engine.Native;

namespace Panel.Tests.Shared;

/// <summary>Checks the files of an image store from outside: complete images, and nothing else.</summary>
public static class ImageFiles
{
    /// <summary>What is wrong: content that is not what its name says, that no image has or that an image lacks, and what is half made.</summary>
    public static IReadOnlyList<string> Faults(EnginePaths paths)
    {
        HashSet<string> blobs = [], layers = ["staging"];
        List<string> faults = [];
        foreach (var manifest in Manifests(paths))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes($"{paths.BlobsRoot}/{manifest}"));
            var config = Hex(document.RootElement.GetProperty("config"));
            blobs.UnionWith([manifest, config, .. document.RootElement.GetProperty("layers").EnumerateArray().Select(Hex)]);
            using var image = JsonDocument.Parse(File.ReadAllBytes($"{paths.BlobsRoot}/{config}"));
            layers.UnionWith(image.RootElement.GetProperty("rootfs").GetProperty("diff_ids").EnumerateArray().Select(diffId => diffId.GetString()![7..]));
        }
        Compare(paths.BlobsRoot, blobs, faults);
        Compare(paths.LayersRoot, layers, faults);
        faults.AddRange(Directory.EnumerateFileSystemEntries(paths.LayersRoot + "/staging").Select(left => $"{left} is half made."));
        foreach (var blob in Directory.EnumerateFiles(paths.BlobsRoot))
        {
            using var content = File.OpenRead(blob);
            if (Convert.ToHexStringLower(SHA256.HashData(content)) != Path.GetFileName(blob)) faults.Add($"{blob} is not what its name says.");
        }
        return faults;
    }

    /// <summary>Digests, without the algorithm, of the manifests of all images.</summary>
    public static IReadOnlyList<string> Manifests(EnginePaths paths)
    {
        var index = paths.ImagesRoot + "/index.json";
        if (!File.Exists(index)) return [];
        using var document = JsonDocument.Parse(File.ReadAllBytes(index));
        return [.. document.RootElement.GetProperty("manifests").EnumerateArray().Select(Hex).Distinct()];
    }

    private static string Hex(JsonElement descriptor) => descriptor.GetProperty("digest").GetString()![7..];

    private static void Compare(string folder, HashSet<string> expected, List<string> faults)
    {
        var there = Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).ToHashSet();
        faults.AddRange(there.Except(expected).Select(name => $"{folder}/{name} belongs to no image."));
        faults.AddRange(expected.Except(there).Select(name => $"{folder}/{name} is missing."));
    }
}
