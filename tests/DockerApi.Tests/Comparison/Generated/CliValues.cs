namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>The values that a flag of each type is tried with, as they stand on a command line.</summary>
internal static class CliValues
{
    // Zero, empty, negative, largest and wrong ones; null is the flag that is left out.
    private static readonly Dictionary<string, string[]> OfType = new()
    {
        [""] = ["true", "false", "x", ""],
        ["int"] = ["1", "0", "-1", "-2", "9223372036854775807", "9223372036854775808", "1.5", "x", ""],
        ["uint"] = ["1", "0", "-1", "18446744073709551615", "x", ""],
        ["uint16"] = ["1", "0", "-1", "65535", "65536", "x", ""],
        ["bytes"] = ["0", "-1", "-2", "1", "9223372036854775807", "8e", "1x", "x", ""],
        ["decimal"] = ["0", "-1", "0.0000000001", "1000000", "1e3", "x", ""],
        ["duration"] = ["0", "0s", "-1s", "1ns", "1ms", "2562047h", "5", "x", ""],
        ["map"] = ["", "a", "a=", "=b", "a=b"],
        ["ulimit"] = ["", "nofile", "nofile=", "nofile=x", "nosuch=1"],
        ["mount"] = ["", "x", "type=nosuch,target=/m", "type=volume", "target=/m,"],
        ["network"] = ["", "nosuch", "name=", "x=y"],
        ["filter"] = ["", "x", "nosuch=x", "label="],
        ["gpu-request"] = ["", "x", "-1"],
    };

    private static readonly string[] Texts = ["", "nosuch", "a b", "/", "ä", "a,b", "="];

    /// <summary>All of a flag of a command: the ordinary ones of <see cref="CliOrdinary"/>, then those of its type.</summary>
    public static IEnumerable<string> Of(string command, CliFlag flag) =>
        CliOrdinary.Of(command, flag.Name).Concat(OfType.GetValueOrDefault(flag.Type, Texts)).Distinct();
}
