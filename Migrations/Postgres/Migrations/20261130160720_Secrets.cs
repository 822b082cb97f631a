using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Panel.Migrations.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class Secrets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "PasswordId",
                table: "Registries",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Secrets",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Panel = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    Ciphertext = table.Column<string>(type: "text", nullable: false),
                    ChangedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Secrets", x => x.Id);
                });

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

            migrationBuilder.DropColumn(
                name: "ProtectedPassword",
                table: "Registries");

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

            migrationBuilder.AddForeignKey(
                name: "FK_Registries_Secrets_PasswordId",
                table: "Registries",
                column: "PasswordId",
                principalTable: "Secrets",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "ProtectedPassword",
                table: "Registries",
                type: "text",
                nullable: true);

            migrationBuilder.Sql("""UPDATE "Registries" SET "ProtectedPassword" = (SELECT "Ciphertext" FROM "Secrets" WHERE "Secrets"."Id" = "Registries"."PasswordId")""");

            migrationBuilder.DropForeignKey(
                name: "FK_Registries_Secrets_PasswordId",
                table: "Registries");

            migrationBuilder.DropTable(
                name: "Secrets");

            migrationBuilder.DropIndex(
                name: "IX_Registries_PasswordId",
                table: "Registries");

            migrationBuilder.DropColumn(
                name: "PasswordId",
                table: "Registries");
        }
    }
}
