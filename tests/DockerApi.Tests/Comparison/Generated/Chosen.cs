using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>
/// Which of the generated cases a run takes: the tenth of seed 1. <c>PANEL_TEST_FULL=1</c> takes all, <c>PANEL_TEST_SEED</c> the tenth of another seed,
/// <c>PANEL_TEST_CASE</c> those whose name fits the regular expression.
/// </summary>
internal static class Chosen
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("PANEL_TEST_FULL") == "1";

    /// <summary>The seed of this run.</summary>
    public static int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("PANEL_TEST_SEED"), CultureInfo.InvariantCulture, out var given) ? given : 1;

    /// <summary>Those of this run.</summary>
    public static IEnumerable<T> Of<T>(IEnumerable<T> cases, Func<T, string> name)
    {
        if (Environment.GetEnvironmentVariable("PANEL_TEST_CASE") is { Length: > 0 } text) return cases.Where(one => Regex.IsMatch(name(one), text));
        return IsFull ? cases : cases.Where(one => IsOfTenth(name(one)));
    }

    // By its name, so that a case that is added or taken out does not change which of the others run. Ten seeds in a row are all of them.
    private static bool IsOfTenth(string name) => (BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name))) + (uint)Seed) % 10 == 0;
}
