using System.Reflection;
using System.Text.Json;
using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers.Recreation;

/// <summary>Applies only a person's changes in a form: a form does not show everything in a specification.</summary>
public static class SpecEdit
{
    /// <summary>The whole specification with the differences between the form's first and present reading.</summary>
    public static ContainerSpec Apply(ContainerSpec whole, ContainerSpec before, ContainerSpec after) => (ContainerSpec)Merge(whole, before, after);

    private static object Merge(object whole, object before, object after)
    {
        var merged = whole.GetType().GetMethod("<Clone>$", BindingFlags.Instance | BindingFlags.Public)!.Invoke(whole, null)!;
        foreach (var property in whole.GetType().GetProperties().Where(property => property.CanWrite))
        {
            var (kept, old, edited) = (property.GetValue(whole), property.GetValue(before), property.GetValue(after));
            if (!Same(old, edited)) property.SetValue(merged, Changed(kept, old, edited));
        }

        return merged;
    }

    private static object? Changed(object? kept, object? old, object? edited) => (kept, old, edited) switch
    {
        (ResourceLimits or SecurityOptions, not null, not null) => Merge(kept, old, edited),
        (IReadOnlyList<MountSpec> mounts, IReadOnlyList<MountSpec> was, IReadOnlyList<MountSpec> now) => Rows(mounts, was, now),
        _ => edited,
    };

    // An untouched row keeps the options that the form does not show, wherever the row is now.
    private static List<MountSpec> Rows(IReadOnlyList<MountSpec> kept, IReadOnlyList<MountSpec> was, IReadOnlyList<MountSpec> now) =>
        [.. now.Select(row => was.Index().Where(old => old.Index < kept.Count && Same(old.Item, row)).Select(old => kept[old.Index]).FirstOrDefault() ?? row)];

    // Records compare their lists by reference.
    private static bool Same(object? one, object? other) => JsonSerializer.Serialize(one) == JsonSerializer.Serialize(other);
}
