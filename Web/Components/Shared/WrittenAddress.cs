using Microsoft.AspNetCore.Components;

namespace Panel.Web.Components.Shared;

/// <summary>Tells addresses that a page wrote itself from addresses that a person opened.</summary>
/// <remarks>The browser reports an address one round trip after the page wrote it. A person who has typed on meanwhile must not lose input
/// to that report.</remarks>
public sealed class WrittenAddress
{
    private readonly List<string> _written = [];
    private string? _last;

    /// <summary>Writes the parameters into the address, in place of the present ones.</summary>
    public void Write(NavigationManager navigation, IReadOnlyDictionary<string, object?> parameters)
    {
        var address = navigation.GetUriWithQueryParameters(parameters);
        if (address != navigation.Uri || _written.Count > 0) _written.Add(address);
        navigation.NavigateTo(address, replace: true);
    }

    /// <summary>Whether the page is at an address that it neither wrote nor saw last.</summary>
    public bool IsNews(string address)
    {
        if (address == _last) return false;
        _last = address;
        var own = _written.IndexOf(address);
        // Reports arrive in order, so the earlier ones were skipped.
        if (own >= 0) _written.RemoveRange(0, own + 1);
        return own < 0;
    }
}
