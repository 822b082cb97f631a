using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Panel.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Secrets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Secrets",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Panel = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    Ciphertext = table.Column<string>(type: "TEXT", nullable: false),
                    ChangedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Secrets", x => x.Id);
                });

            // By SQLite's own statements: EF would build the table anew, outside of the transaction.
            migrationBuilder.Sql("""ALTER TABLE "Registries" ADD COLUMN "PasswordId" INTEGER NULL CONSTRAINT "FK_Registries_Secrets_PasswordId" REFERENCES "Secrets" ("Id") ON DELETE RESTRICT""");

            // The text stays as it is: the store opens it with the purpose of the time before.
            migrationBuilder.Sql(
                """
                INSERT INTO "Secrets" ("Panel", "Kind", "Name", "Ciphertext", "ChangedAt")
                SELECT "Panel", 'registry', "Address", "ProtectedPassword", "CreatedAt" FROM "Registries" WHERE "ProtectedPassword" IS NOT NULL
                """);
            migrationBuilder.Sql(
                """
                UPDATE "Registries" SET "PasswordId" = (
                    SELECT "Id" FROM "Secrets" WHERE "Secrets"."Panel" = "Registries"."Panel" AND "Kind" = 'registry' AND "Secrets"."Name" = "Registries"."Address")
                """);

            migrationBuilder.Sql("""ALTER TABLE "Registries" DROP COLUMN "ProtectedPassword" """);

            migrationBuilder.CreateIndex(
                name: "IX_Registries_PasswordId",
                table: "Registries",
                column: "PasswordId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Secrets_Panel_Kind_Name",
                table: "Secrets",
                columns: new[] { "Panel", "Kind", "Name" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "ProtectedPassword",
                table: "Registries",
                type: "TEXT",
                nullable: true);

            migrationBuilder.Sql("""UPDATE "Registries" SET "ProtectedPassword" = (SELECT "Ciphertext" FROM "Secrets" WHERE "Secrets"."Id" = "Registries"."PasswordId")""");

            migrationBuilder.DropIndex(
                name: "IX_Registries_PasswordId",
                table: "Registries");

            migrationBuilder.Sql("""ALTER TABLE "Registries" DROP COLUMN "PasswordId" """);

            migrationBuilder.DropTable(
                name: "Secrets");
        }
    }
}
