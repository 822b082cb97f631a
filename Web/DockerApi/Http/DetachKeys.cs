namespace Panel.Web.DockerApi.Http;

/// <summary>Keys that end a client's session with a terminal, in Docker's words: <c>ctrl-p,ctrl-q</c>.</summary>
internal static class DetachKeys
{
    private const byte Delete = 127;
    private const string Control = "ctrl-";

    // Control characters from 0 on (ASCII).
    private const string Controls = "@abcdefghijklmnopqrstuvwxyz[\\]^_";

    /// <summary>Docker's default, when the client names none: ctrl-p, ctrl-q.</summary>
    public static IReadOnlyList<byte> Usual { get; } = [16, 17];

    /// <summary>The bytes that a terminal sends for the keys; null when one of the words is not a key.</summary>
    /// <param name="words">Single characters, <c>ctrl-</c> with a letter or one of <c>@[\]^_</c>, and <c>DEL</c>, separated by commas;
    /// empty means the default.</param>
    public static IReadOnlyList<byte>? Parse(string? words)
    {
        if (string.IsNullOrEmpty(words)) return Usual;
        List<byte> keys = [];
        foreach (var word in words.Split(','))
        {
            if (Key(word) is not { } key) return null;
            keys.Add(key);
        }

        return keys;
    }

    /// <summary>The keys for inspect: base64, empty for the default.</summary>
    public static string Text(IReadOnlyList<byte>? keys) => keys is null || keys.SequenceEqual(Usual) ? "" : Convert.ToBase64String([.. keys]);

    private static byte? Key(string word) => word switch
    {
        [< (char)128 and var character] => (byte)character,
        "DEL" => Delete,
        _ when word.Length == Control.Length + 1 && word.StartsWith(Control, StringComparison.Ordinal) && Controls.IndexOf(word[^1], StringComparison.Ordinal) is >= 0 and var code => (byte)code,
        _ => null,
    };
}
