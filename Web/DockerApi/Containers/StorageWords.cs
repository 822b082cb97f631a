using System.Globalization;
using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>The words of <c>--storage-opt</c>: <c>size=20G</c> is the only one that Docker's overlay driver knows.</summary>
internal static class StorageWords
{
    /// <summary>Null without a size; 0 is none.</summary>
    /// <exception cref="ApiException">There is no such option, or the size is none; the words are Docker's.</exception>
    public static long? Bytes(Dictionary<string, string?>? options)
    {
        long? size = null;
        foreach (var (name, value) in Given(options))
        {
            if (!name.Equals("size", StringComparison.OrdinalIgnoreCase)) throw ApiException.Bad($"Unknown option {name}");
            if (!ByteSize.TryParse(value, out var bytes)) throw ApiException.Bad($"invalid size: '{value}'; write it as 512m or 20G");
            size = bytes;
        }

        return size;
    }

    /// <summary>As it was said, without nulls.</summary>
    public static Dictionary<string, string> Given(Dictionary<string, string?>? options) =>
        (options ?? []).Where(option => option.Value is not null).ToDictionary(option => option.Key, option => option.Value!);

    /// <summary>As it was said; where the page has changed the size since, as a number. Null for none.</summary>
    public static IReadOnlyDictionary<string, string>? Write(ContainerSpec spec)
    {
        if (spec.StorageOptions.Values.Any(value => ByteSize.TryParse(value, out var bytes) && bytes == spec.StorageBytes)) return spec.StorageOptions;
        return spec.StorageBytes is { } size ? new Dictionary<string, string> { ["size"] = size.ToString(CultureInfo.InvariantCulture) } : null;
    }
}
