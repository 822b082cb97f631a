using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace Panel.Web.Components;

/// <summary>
/// The only script that stands in the page itself, so that no lost request can take it away. A browser aborts its requests when the computer's
/// network changes (Chromium: ERR_NETWORK_CHANGED); a page that lost a script or a style sheet that way is loaded again.
/// </summary>
public static class BootScript
{
    private const string Text = """
        (() => {
          'use strict';
          const key = 'panel-boot';
          const wait = time => new Promise(done => setTimeout(done, time));
          let leaving = false, started = false;
          // Loads the page again once the panel answers; later and later when that does not help, and at most so often.
          async function again(most = Infinity) {
            const attempt = Number(sessionStorage.getItem(key) ?? 0);
            if (leaving || attempt >= most) return;
            leaving = true;
            sessionStorage.setItem(key, attempt + 1);
            do await wait(Math.min(500 * 2 ** attempt, 10000));
            while (!await fetch(location.href, { method: 'HEAD', redirect: 'manual', cache: 'no-store' }).catch(() => null));
            // A page without a circuit, such as the sign-in, works without scripts, and somebody may be typing into it.
            if (document.querySelector('.boot-note')) location.reload();
          }
          addEventListener('error', ({ target }) => {
            if (!started && target instanceof HTMLScriptElement) again();
            if (!(target instanceof HTMLLinkElement)) return;
            // A page can be used without a style sheet, so one that never comes does not keep it away.
            if (!started) again(3);
            else if ((target.panelTries = (target.panelTries ?? 0) + 1) <= 5) setTimeout(() => { target.href = target.href; }, 1000);
          }, true);
          window.panelBoot = {
            again,
            done() {
              started = true;
              // Not at once: the attempts of a page that is about to be loaded again go on counting.
              setTimeout(() => sessionStorage.removeItem(key), 30000);
            },
          };
        })();
        """;

    // A browser hashes the text with line feeds.
    private static readonly string Script = Text.ReplaceLineEndings("\n");

    /// <summary>The element.</summary>
    public static MarkupString Element { get; } = new($"<script>{Script}</script>");

    /// <summary>What names the script in a content security policy: <c>'sha256-…'</c>.</summary>
    public static string Source { get; } = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)))}'";
}
