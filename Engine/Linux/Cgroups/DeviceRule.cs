using System.Globalization;

namespace Panel.Engine.Linux.Cgroups;

/// <summary>One rule of the device controller, in the syntax of v1's devices.allow (Documentation/admin-guide/cgroup-v1/devices.rst).</summary>
/// <param name="Type">b, c, or a for both.</param>
/// <param name="Major">-1 means any.</param>
/// <param name="Minor">-1 means any.</param>
/// <param name="Access">Any of r, w and m.</param>
public readonly record struct DeviceRule(char Type, int Major, int Minor, string Access)
{
    /// <summary>What every container may use (ISOLATION.md): the nodes in its /dev, and mknod of any node, which alone gives no access.</summary>
    public static IReadOnlyList<string> Default { get; } =
    [
        "c *:* m", "b *:* m", "c 1:3 rwm", "c 1:5 rwm", "c 1:7 rwm", "c 1:8 rwm", "c 1:9 rwm", "c 5:0 rwm", "c 5:1 rwm", "c 5:2 rwm", "c 136:* rwm",
    ];

    /// <summary>Parses <c>c 10:200 rwm</c> or <c>a</c>, as in v1; <c>*:* rwm</c> may follow <c>a</c>.</summary>
    /// <returns>False when the text is not a rule.</returns>
    public static bool TryParse(string text, out DeviceRule rule)
    {
        rule = default;
        var words = text.Split(' ');
        if (words is ["a"])
        {
            rule = new DeviceRule('a', -1, -1, "rwm");
            return true;
        }

        if (words is not [("a" or "b" or "c") and var type, var numbers, var access] || numbers.Split(':') is not [var majorText, var minorText])
            return false;
        if (!Number(majorText, out var major) || !Number(minorText, out var minor) || access.Length is 0 or > 3 || access.AsSpan().ContainsAnyExcept("rwm"))
            return false;
        rule = new DeviceRule(type[0], major, minor, access);
        return true;
    }

    private static bool Number(string text, out int number)
    {
        number = -1;
        return text == "*" || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
